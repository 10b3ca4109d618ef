import type { Type } from '@nestjs/common';
import type { SchemaObject } from './property.decorators.js';
import { appending, type ClassOrMethodDecorator, SWAGGER_METADATA, updating } from './swagger-metadata.js';

export interface OperationDescription {
  readonly summary: string;
  readonly description?: string;
}

export interface ResponseDescription {
  readonly description?: string;
  readonly type?: Type;
  readonly example?: unknown;
  readonly examples?: object;
  readonly headers?: object;
  readonly content?: object;
}

export interface StatusDescription extends ResponseDescription {
  readonly status: number;
}

export interface ParameterDescription {
  readonly name: string;
  readonly description?: string;
  readonly schema: SchemaObject;
  /** @default true */
  readonly required?: boolean;
}

type Responses = Readonly<Record<number, ResponseDescription>>;

/** Sets the tags of all operations of a controller, or of one operation. */
export function ApiTags(...tags: readonly string[]): ClassOrMethodDecorator {
  return appending(SWAGGER_METADATA.tags, tags);
}

/** Sets the summary and the description of an operation. */
export function ApiOperation(description: OperationDescription): MethodDecorator {
  return updating<object>(SWAGGER_METADATA.operation, (known) => ({ ...known, ...description }));
}

/** Sets the media types of the request body. */
export function ApiConsumes(...mediaTypes: readonly string[]): ClassOrMethodDecorator {
  return appending(SWAGGER_METADATA.consumes, mediaTypes);
}

/** Whole bodies by their names. */
export type BodyExamples = Readonly<Record<string, { readonly value: object }>>;

export interface BodyDescription {
  readonly type: Type;
  /** @default one body, of the examples of the members */
  readonly examples?: BodyExamples;
}

/** Describes the request body by a class. */
export function ApiBody(description: BodyDescription): MethodDecorator {
  return appending(SWAGGER_METADATA.parameters, [{ ...description, required: true, in: 'body', isArray: false }]);
}

/** Describes a path parameter. */
export function ApiParam(description: ParameterDescription): MethodDecorator {
  return parameter('path', description);
}

/** Describes a query parameter. */
export function ApiQuery(description: ParameterDescription): MethodDecorator {
  return parameter('query', description);
}

/** Describes the response of one status. If a status is described twice, both descriptions are joined. */
export function ApiResponse({ status, ...response }: StatusDescription): ClassOrMethodDecorator {
  return updating<Responses>(SWAGGER_METADATA.responses, (known = {}) => ({
    ...known,
    [status]: joined(known[status], response),
  }));
}

export function ApiOkResponse(response: ResponseDescription): ClassOrMethodDecorator {
  return ApiResponse({ status: 200, ...response });
}

export function ApiCreatedResponse(response: ResponseDescription): ClassOrMethodDecorator {
  return ApiResponse({ status: 201, ...response });
}

export function ApiNoContentResponse(response: ResponseDescription): ClassOrMethodDecorator {
  return ApiResponse({ status: 204, ...response });
}

function parameter(place: 'path' | 'query', { name, ...description }: ParameterDescription): MethodDecorator {
  return appending(SWAGGER_METADATA.parameters, [{ name, required: true, in: place, ...description }]);
}

function joined(known: ResponseDescription | undefined, added: ResponseDescription): ResponseDescription {
  const description = [known?.description, added.description].filter(Boolean).join('\n\n');
  return { ...known, ...added, ...(added.type && { isArray: false }), description };
}
