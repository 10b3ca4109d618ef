import type { ErrorDocumentation } from './error-documentation.js';

interface Reference {
  readonly $ref: string;
}

/** The part of an OpenAPI 3.0 schema that can be derived from an example. */
interface ExampleSchema {
  readonly type?: string;
  readonly properties?: Record<string, ExampleSchema>;
  readonly required?: string[];
  readonly items?: ExampleSchema;
  readonly example?: unknown;
}

export type SchemaWithMembers = Reference | { readonly allOf: (Reference | ExampleSchema)[] };

/**
 * Extends the schema of an error response by the additional members of its errors, derived from their examples. A member that only some
 * of the errors have is optional.
 */
export function schemaWithMembers(usual: Reference, errors: readonly ErrorDocumentation[]): SchemaWithMembers {
  const members = Object.assign({}, ...errors.map((error) => error.members)) as Readonly<Record<string, unknown>>;
  const names = Object.keys(members);
  if (names.length === 0) {
    return usual;
  }
  const required = names.filter((name) => errors.every((error) => Object.hasOwn(error.members ?? {}, name)));
  return { allOf: [usual, objectSchema(members, required)] };
}

function schemaOfExample(example: unknown): ExampleSchema {
  if (Array.isArray(example)) {
    return { type: 'array', items: schemaOfExample(example[0]), example };
  }
  if (typeof example === 'object' && example !== null) {
    return objectSchema(example, Object.keys(example));
  }
  return { ...typeOf(example), example };
}

function objectSchema(example: object, required: string[]): ExampleSchema {
  const properties = Object.entries(example).map(([name, value]) => [name, schemaOfExample(value)] as const);
  return { type: 'object', properties: Object.fromEntries(properties), ...(required.length > 0 && { required }) };
}

function typeOf(example: unknown): Pick<ExampleSchema, 'type'> {
  if (typeof example === 'number') {
    return { type: Number.isInteger(example) ? 'integer' : 'number' };
  }
  return typeof example === 'string' || typeof example === 'boolean' ? { type: typeof example } : {};
}
