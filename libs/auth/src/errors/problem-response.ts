import type { Type } from '@nestjs/common';
import { schemaPathOf } from '../openapi-decorators/model.decorators.js';
import { descriptionOf } from './documented-error.js';
import type { ErrorDocumentation } from './error-documentation.js';
import { CHALLENGE_HEADER, errorHeaders, type ResponseHeaders } from './error-headers.js';
import { KIND_RESPONSES } from './kind-responses.js';
import { problemDetails } from './problem.exception.js';
import { ProblemSchema } from './problem.schema.js';
import { type SchemaWithMembers, schemaWithMembers } from './schema-with-members.js';

export interface ApiProblemOptions {
  readonly description: string;
  /** The codes that the response may have, each with its `detail`. */
  readonly codes: Readonly<Record<string, string>>;
  /** @default ProblemSchema */
  readonly schema?: Type<ProblemSchema>;
  /** Additional members of the examples. @default {} */
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** One error response, for the OpenAPI document. */
export interface ProblemResponse {
  readonly description: string;
  readonly headers: ResponseHeaders;
  readonly content: {
    readonly 'application/problem+json': {
      readonly schema: SchemaWithMembers;
      readonly examples: Record<string, { readonly summary: string; readonly value: unknown }>;
    };
  };
}

/** An error response of a status, with an example for each of its codes. */
export function problemResponse(
  status: number,
  { description, codes, schema = ProblemSchema, extensions = {} }: ApiProblemOptions,
): ProblemResponse {
  const examples = Object.entries(codes).map(([code, detail]) => [
    code,
    { summary: detail, value: problemDetails(status, code, detail, extensions) },
  ]);
  return {
    description,
    headers: errorHeaders(status),
    content: {
      'application/problem+json': {
        schema: { $ref: schemaPathOf(schema) },
        examples: Object.fromEntries(examples) as ProblemResponse['content']['application/problem+json']['examples'],
      },
    },
  };
}

/** The response to errors of one status, with an example of each. */
export function errorResponse(status: number, errors: readonly ErrorDocumentation[]): ProblemResponse {
  const examples = errors.map(({ code, description, members: added }) => [
    code,
    { summary: description, value: problemDetails(status, code, description, added) },
  ]);
  return {
    description: descriptionOf(errors),
    headers: {
      ...errorHeaders(status),
      ...(errors.every(({ kind }) => KIND_RESPONSES[kind].challenge !== undefined) && CHALLENGE_HEADER),
    },
    content: {
      'application/problem+json': {
        schema: schemaWithMembers({ $ref: schemaPathOf(ProblemSchema) }, errors),
        examples: Object.fromEntries(examples) as ProblemResponse['content']['application/problem+json']['examples'],
      },
    },
  };
}
