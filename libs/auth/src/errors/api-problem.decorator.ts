import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels } from '../openapi-decorators/model.decorators.js';
import { ApiResponse } from '../openapi-decorators/operation.decorators.js';
import { type ApiProblemOptions, problemResponse } from './problem-response.js';
import { ProblemSchema } from './problem.schema.js';

/** Describes one error response of a route in the OpenAPI document, with an example for each of its codes. */
export function ApiProblem(status: number, options: ApiProblemOptions): MethodDecorator & ClassDecorator {
  return applyDecorators(
    ApiExtraModels(options.schema ?? ProblemSchema),
    ApiResponse({ status, ...problemResponse(status, options) }),
  );
}
