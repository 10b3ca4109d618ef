import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiResponse } from '@nestjs/swagger';
import { type ApiProblemOptions, problemResponse } from './problem-response.js';
import { ProblemSchema } from './problem.schema.js';

/** Tells the OpenAPI document of one error answer of a route, with an example for each of its codes. */
export function ApiProblem(status: number, options: ApiProblemOptions): MethodDecorator & ClassDecorator {
  return applyDecorators(
    ApiExtraModels(options.schema ?? ProblemSchema),
    ApiResponse({ status, ...problemResponse(status, options) }),
  );
}
