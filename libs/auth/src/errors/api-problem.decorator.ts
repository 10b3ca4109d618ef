import { applyDecorators, type Type } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
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

/** Tells the OpenAPI document of one error answer of a route, with an example for each of its codes. */
export function ApiProblem(
  status: number,
  { description, codes, schema = ProblemSchema, extensions = {} }: ApiProblemOptions,
): MethodDecorator & ClassDecorator {
  const examples = Object.entries(codes).map(([code, detail]) => [
    code,
    { summary: detail, value: problemDetails(status, code, detail, extensions) },
  ]);
  const content = {
    'application/problem+json': { schema: { $ref: getSchemaPath(schema) }, examples: Object.fromEntries(examples) },
  };
  return applyDecorators(
    ApiExtraModels(schema),
    ApiResponse({ status, description, headers: answerHeaders(status), content }),
  );
}
