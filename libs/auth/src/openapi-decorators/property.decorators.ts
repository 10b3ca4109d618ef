import type { Type } from '@nestjs/common';
import { SWAGGER_METADATA } from './swagger-metadata.js';

/** The members of an OpenAPI 3.0 schema object that the libraries use. */
export interface SchemaObject {
  readonly type?: string;
  readonly format?: string;
  readonly description?: string;
  readonly example?: unknown;
  readonly default?: unknown;
  readonly enum?: string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly items?: SchemaObject;
  readonly additionalProperties?: SchemaObject;
}

export interface PropertyDescription extends Omit<SchemaObject, 'type'> {
  /** An OpenAPI type, a class, or `[Class]` for an array. @default the declared type of the property */
  readonly type?: string | Type | readonly [Type];
  readonly nullable?: boolean;
  /** @default true */
  readonly required?: boolean;
}

/** Describes a property in the OpenAPI document. Several descriptions of one property are merged; later values win. */
export function ApiProperty(description: PropertyDescription = {}): PropertyDecorator {
  return (prototype, name) => {
    const { properties, property } = SWAGGER_METADATA;
    const names = (Reflect.getMetadata(properties, prototype) ?? []) as readonly string[];
    const listed = `:${String(name)}`;
    if (!names.includes(listed)) {
      Reflect.defineMetadata(properties, [...names, listed], prototype);
    }
    const metadata = {
      ...(Reflect.getMetadata(property, prototype, name) as object | undefined),
      ...(!Reflect.hasOwnMetadata(property, prototype, name) && {
        type: Reflect.getMetadata('design:type', prototype, name) as unknown,
      }),
      ...metadataOf(description),
    };
    Reflect.defineMetadata(property, metadata, prototype, name);
  };
}

/** Describes a property that may be absent. */
export function ApiPropertyOptional(description: PropertyDescription = {}): PropertyDecorator {
  return ApiProperty({ ...description, required: false });
}

function metadataOf({ type, ...description }: PropertyDescription): object {
  if (type === undefined) {
    return { ...description, ...(description.enum && { type: 'string' }) };
  }
  const isArray = typeof type === 'object';
  return { ...description, type: isArray ? type[0] : type, isArray };
}
