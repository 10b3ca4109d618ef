import type { Type } from '@nestjs/common';
import { getSchemaPath, type ApiResponseOptions } from '@nestjs/swagger';
import { answerHeaders } from './answer-headers.js';
import { problemDetails } from './problem.exception.js';
import { ProblemSchema } from './problem.schema.js';

export interface ApiProblemOptions {
  readonly description: string;
  /** Which codes the answer may have, each with its sentence. */
  readonly codes: Readonly<Record<string, string>>;
  /** @default ProblemSchema */
  readonly schema?: Type<ProblemSchema>;
  /** Members of the examples beyond those of every problem. @default {} */
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** One error answer, for the OpenAPI document. */
export interface ProblemResponse {
  readonly description: string;
  readonly headers: ReturnType<typeof answerHeaders>;
  readonly content: {
    readonly 'application/problem+json': {
      readonly schema: { readonly $ref: string };
      readonly examples: Record<string, { readonly summary: string; readonly value: unknown }>;
    };
  };
}

/** An error answer of a status, with an example for each of its codes. */
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
    headers: answerHeaders(status),
    content: {
      'application/problem+json': {
        schema: { $ref: getSchemaPath(schema) },
        examples: Object.fromEntries(examples) as ProblemResponse['content']['application/problem+json']['examples'],
      },
    },
  } satisfies ApiResponseOptions;
}
