import type { OpenAPIObject } from '@nestjs/swagger';
import { type Operation, operationsOf, type ResponseObject } from './operations.js';

const PROBLEM = 'Problem';
const TOKEN_ERROR = 'TokenError';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

interface FoundCode {
  readonly schema: string;
  readonly member: 'code' | 'error';
  readonly value: string;
}

/**
 * Lists the possible values of `code` and `error` in the error schemas, taken from the documented examples. `Problem` lists the codes
 * of all problem documents.
 *
 * @param others further values of `code` in `Problem`
 */
export function listErrorCodes(document: OpenAPIObject, others: readonly string[]): void {
  const schemas = document.components?.schemas ?? {};
  const problems = operationsOf(document).flatMap((operation) => codesIn(operation, 'application/problem+json'));
  const oauthErrors = operationsOf(document)
    .flatMap((operation) => codesIn(operation, 'application/json'))
    .filter(({ schema }) => schema === TOKEN_ERROR);
  const problemCodes = problems.filter(({ member }) => member === 'code');
  list(schemas, PROBLEM, 'code', [...others, ...problemCodes.map(({ value }) => value)]);
  for (const name of new Set(problemCodes.map(({ schema }) => schema).filter((schema) => schema !== PROBLEM))) {
    list(schemas, name, 'code', valuesOf(problemCodes, name, 'code'));
  }
  list(schemas, TOKEN_ERROR, 'error', valuesOf(oauthErrors, TOKEN_ERROR, 'error'));
  const codes = valuesOf(oauthErrors, TOKEN_ERROR, 'code');
  if (codes.length > 0) {
    list(schemas, TOKEN_ERROR, 'code', codes);
  } else {
    remove(schemas, TOKEN_ERROR, 'code');
  }
}

function list(schemas: Schemas, name: string, member: string, values: readonly string[]): void {
  const schema = schemas[name];
  if (!schema || '$ref' in schema || !schema.properties?.[member] || values.length === 0) {
    return;
  }
  const known = schema.properties[member] as { readonly example?: string };
  const codes = [...new Set(values)].toSorted();
  const example = codes.find((code) => code === known.example) ?? codes[0];
  schemas[name] = { ...schema, properties: { ...schema.properties, [member]: { ...known, enum: codes, example } } };
}

/** Removes an optional member that no documented error has. */
function remove(schemas: Schemas, name: string, member: string): void {
  const schema = schemas[name];
  if (schema && !('$ref' in schema)) {
    const others = Object.entries(schema.properties ?? {}).filter(([property]) => property !== member);
    schemas[name] = { ...schema, properties: Object.fromEntries(others) };
  }
}

function valuesOf(found: readonly FoundCode[], schema: string, member: string): string[] {
  return found.filter((one) => one.schema === schema && one.member === member).map(({ value }) => value);
}

function codesIn({ responses }: Operation, mediaType: string): FoundCode[] {
  return Object.values(responses).flatMap((response) => {
    const { schema, examples = {} } = (response as ResponseObject).content?.[mediaType] ?? {};
    const name = nameOf(schema);
    return Object.values(examples as Record<string, { readonly value?: object }>).flatMap(({ value }) =>
      (['code', 'error'] as const).flatMap((member) => {
        const word: unknown = value && Reflect.get(value, member);
        return typeof word === 'string' ? [{ schema: name, member, value: word }] : [];
      }),
    );
  });
}

/** The name of the schema; if it extends another one by `allOf`, the name of that one. */
function nameOf(schema: object | undefined): string {
  const [reference] = (schema && 'allOf' in schema ? schema.allOf : [schema]) as (
    { readonly $ref?: string } | undefined
  )[];
  return reference?.$ref?.split('/').at(-1) ?? '';
}
