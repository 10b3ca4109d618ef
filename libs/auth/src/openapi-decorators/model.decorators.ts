import type { Type } from '@nestjs/common';
import { appending, type ClassOrMethodDecorator, SWAGGER_METADATA } from './swagger-metadata.js';

export interface SchemaDescription {
  /** @default the name of the class */
  readonly name?: string;
  readonly description?: string;
}

/** Names and describes the schema of a class in the OpenAPI document. */
export function ApiSchema(description: SchemaDescription): ClassDecorator {
  return appending(SWAGGER_METADATA.schema, [description]);
}

/** Adds the schemas of classes that are not the type of a parameter or a response. */
export function ApiExtraModels(...models: readonly Type[]): ClassOrMethodDecorator {
  return appending(SWAGGER_METADATA.extraModels, models);
}

/** The reference to the schema of a class, for `$ref`. */
export function schemaPathOf(model: Type): string {
  const descriptions = Reflect.getOwnMetadata(SWAGGER_METADATA.schema, model) as SchemaDescription[] | undefined;
  return `#/components/schemas/${descriptions?.at(-1)?.name ?? model.name}`;
}
