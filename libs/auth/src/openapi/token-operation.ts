import type { Type } from '@nestjs/common';
import { getSchemaPath, type OpenAPIObject } from '@nestjs/swagger';
import type { Operation, ResponseObject } from './operations.js';

export type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
export type SchemaObject = Exclude<Schemas[string], { $ref: string }>;
type Properties = NonNullable<SchemaObject['properties']>;

/** The form of each grant by its `grant_type`; undefined for a grant that declares none. */
export type GrantForms = ReadonlyMap<string, Type | undefined>;

/** The grant of a request without `grant_type`. */
const DEFAULT_GRANT = 'password';

interface DescribedGrant {
  readonly type: string;
  readonly name: string | undefined;
  readonly schema: SchemaObject;
}

/**
 * Describes the request body of the token endpoint: one of the forms of the grants, with an example for each grant. The properties of
 * all forms are listed together as well, because Swagger UI needs them to show fields.
 *
 * @param forms classes whose schemas the document has
 */
export function describeTokenOperation(operation: Operation, forms: GrantForms, schemas: Schemas): void {
  const grants = [...forms].map(([type, form]) => describedGrant(type, form, schemas)).toSorted(byUse);
  for (const { name, schema } of grants) {
    if (name !== undefined) {
      schemas[name] = schema;
    }
  }
  schemas['TokenRequest'] = {
    type: 'object',
    properties: propertiesOfAll(grants),
    oneOf: grants.map(({ name, schema }) => (name === undefined ? schema : { $ref: `#/components/schemas/${name}` })),
  };
  operation.requestBody = {
    required: true,
    content: {
      'application/x-www-form-urlencoded': {
        schema: { $ref: '#/components/schemas/TokenRequest' },
        examples: Object.fromEntries(grants.map((grant) => [grant.type, exampleOf(grant)])),
      },
    },
  };
  if (forms.has('refresh_token')) {
    describeRefreshing(operation);
  }
}

function describedGrant(type: string, form: Type | undefined, schemas: Schemas): DescribedGrant {
  const name = form && getSchemaPath(form).split('/').at(-1);
  const given = (name === undefined ? { additionalProperties: { type: 'string' } } : schemas[name]) as SchemaObject;
  const grantType: SchemaObject = { type: 'string', enum: [type], example: type };
  const required = (given.required ?? []).filter((member) => member !== 'grant_type');
  return {
    type,
    name,
    schema: {
      type: 'object',
      ...given,
      properties: { grant_type: grantType, ...without(given.properties ?? {}, 'grant_type') },
      required: type === DEFAULT_GRANT ? required : ['grant_type', ...required],
    },
  };
}

/** Only the properties of the first grant have examples: those of several grants would contradict each other. */
function propertiesOfAll([first, ...others]: readonly DescribedGrant[]): Properties {
  const grantType: SchemaObject = {
    type: 'string',
    enum: [first, ...others].flatMap((grant) => grant?.type ?? []),
    example: first?.type,
    description: `\`${DEFAULT_GRANT}\` by default.`,
  };
  const own = { ...first?.schema.properties, grant_type: grantType };
  const blank = others
    .flatMap(({ schema }) => Object.entries(schema.properties ?? {}))
    .filter(([name]) => !Object.hasOwn(own, name))
    .map(([name, property]) => [name, { ...property, example: '' }]);
  return { ...own, ...(Object.fromEntries(blank) as Properties) };
}

function exampleOf({ type, schema }: DescribedGrant) {
  const filled = Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const example: unknown = 'example' in property ? property.example : undefined;
    return example === undefined || example === '' ? [] : [[name, example]];
  });
  return { summary: schema.description ?? type, value: Object.fromEntries(filled) as Record<string, unknown> };
}

function describeRefreshing(operation: Operation): void {
  operation.summary = 'Sign in or refresh';
  operation.description = 'Exchanges a username and a password, or a refresh token, for an access token (OAuth 2.0).';
  const ok = operation.responses['200'] as ResponseObject | undefined;
  if (ok) {
    ok.description = 'Signed in or refreshed.';
  }
}

function byUse(one: DescribedGrant, other: DescribedGrant): number {
  return Number(other.type === DEFAULT_GRANT) - Number(one.type === DEFAULT_GRANT) || (one.type < other.type ? -1 : 1);
}

function without(properties: Properties, name: string): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([member]) => member !== name));
}
