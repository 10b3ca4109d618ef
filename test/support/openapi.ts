import type { INestApplication } from '@nestjs/common';
import { openApiDocument } from '../../src/openapi/document.js';

/** The part of OpenAPI 3.0 that the service's document uses. */
export interface OpenApi {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>>; readonly securitySchemes: object };
}

export interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly security?: readonly object[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, Response>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'query' | 'path' | 'header' | 'cookie';
  readonly schema: Schema;
}

export interface Response {
  readonly description: string;
  readonly headers?: Readonly<Record<string, { readonly schema: Schema }>>;
  readonly content?: Content;
}

export type Content = Readonly<Record<string, MediaType>>;

export interface MediaType {
  readonly schema: Schema;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

export interface Schema {
  readonly $ref?: string;
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  /** A value matches exactly one of them. */
  readonly oneOf?: readonly Schema[];
  /** The schema of every other member. */
  readonly additionalProperties?: Schema;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly nullable?: boolean;
  readonly example?: unknown;
}

/** The OAuth 2.0 endpoints, whose errors follow RFC 6749, section 5.2. */
export const OAUTH_PATHS: readonly (string | undefined)[] = ['/token', '/revoke', '/introspect'];

export interface Route {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

/** Whether an operation requires an access token. */
export function isSecured({ security = [] }: Operation): boolean {
  return security.length > 0 && security.every((requirement) => Object.keys(requirement).length > 0);
}

/** The document as a client reads it. */
export function documentOf(app: INestApplication): OpenApi {
  return JSON.parse(JSON.stringify(openApiDocument(app))) as OpenApi;
}

export function routesOf({ paths }: OpenApi): Route[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
}

/** The path with the example values of its parameters. */
export function examplePathOf({ path, operation }: Route): string {
  return path.replace(/\{(\w+)\}/g, (_template, name: string) => {
    const parameter = operation.parameters?.find((candidate) => candidate.in === 'path' && candidate.name === name);
    return encodeURIComponent(String(parameter?.schema.example));
  });
}

export function resolve(document: OpenApi, schema: Schema): Schema {
  const name = schema.$ref?.replace('#/components/schemas/', '');
  if (name === undefined) {
    return schema;
  }
  const found = document.components.schemas[name];
  if (!found) {
    throw new Error(`The document has no schema ${name}`);
  }
  return found;
}

/** The examples of a body: its own, or one that is built from the examples of its members. */
export function examplesOf(document: OpenApi, { schema, example, examples }: MediaType): unknown[] {
  if (examples) {
    return Object.values(examples).map(({ value }) => value);
  }
  return [example ?? exampleFrom(document, schema)];
}

function exampleFrom(document: OpenApi, schema: Schema): unknown {
  const { type, properties = {}, required, items, example } = resolve(document, schema);
  if (example !== undefined) {
    return example;
  }
  if (type === 'object') {
    const members = Object.entries(properties).map(([name, member]) => [name, exampleFrom(document, member)] as const);
    // Omits optional members without an example.
    return Object.fromEntries(
      members.filter(([name, member]) => member !== undefined || (required ?? []).includes(name)),
    );
  }
  return type === 'array' && items ? [exampleFrom(document, items)] : undefined;
}

/** Describes each mismatch of a value with a schema, including members that the schema does not name. */
export function mismatches(document: OpenApi, schema: Schema, value: unknown, pointer = ''): string[] {
  const {
    type,
    properties = {},
    required = [],
    items,
    nullable,
    additionalProperties,
    oneOf,
    ...limits
  } = resolve(document, schema);
  if (value === null && nullable) {
    return [];
  }
  if (typeOf(value) !== type && !(type === 'number' && typeOf(value) === 'integer')) {
    return [`${pointer || 'the value'} is ${typeOf(value)}, not ${type}`];
  }
  if (type === 'array') {
    const itemSchema = items ?? {};
    return (value as unknown[]).flatMap((item, index) => mismatches(document, itemSchema, item, `${pointer}/${index}`));
  }
  if (type === 'object') {
    const members = value as Record<string, unknown>;
    return [
      ...(oneOf ? misfits(document, oneOf, value, pointer) : []),
      ...required.filter((name) => !Object.hasOwn(members, name)).map((name) => `${pointer}/${name} is missing`),
      ...Object.entries(members).flatMap(([name, member]) => {
        const expected = Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
        return expected
          ? mismatches(document, expected, member, `${pointer}/${name}`)
          : [`${pointer}/${name} is unknown`];
      }),
    ];
  }
  return isWithin(limits, value) ? [] : [`${pointer || 'the value'} is out of bounds`];
}

function misfits(document: OpenApi, alternatives: readonly Schema[], value: unknown, pointer: string): string[] {
  const fitting = alternatives.filter((alternative) => mismatches(document, alternative, value, pointer).length === 0);
  return fitting.length === 1 ? [] : [`${pointer || 'the value'} fits ${fitting.length} of the alternatives`];
}

function isWithin(
  { enum: values, minLength = 0, maxLength = Infinity, minimum = -Infinity, maximum = Infinity }: Schema,
  value: unknown,
): boolean {
  if (values && !values.includes(value)) {
    return false;
  }
  if (typeof value === 'string') {
    const { length } = Array.from(value);
    return length >= minLength && length <= maxLength;
  }
  return typeof value !== 'number' || (value >= minimum && value <= maximum);
}

function typeOf(value: unknown): string {
  if (value === null || Array.isArray(value)) {
    return value === null ? 'null' : 'array';
  }
  return Number.isInteger(value) ? 'integer' : typeof value;
}
