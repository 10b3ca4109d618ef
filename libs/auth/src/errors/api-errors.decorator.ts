import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels } from '../openapi-decorators/model.decorators.js';
import { ApiResponse } from '../openapi-decorators/operation.decorators.js';
import { byStatus, type DocumentedError } from './documented-error.js';
import { errorResponse } from './problem-response.js';
import { ProblemSchema } from './problem.schema.js';

/**
 * Describes the errors of a handler in the OpenAPI document: one response for each status, with an example of each error. Use it once
 * for a handler: a second one replaces the examples of the same status. Errors of guards are described without it.
 *
 * @example
 * ```ts
 * @ApiErrors(NoSessionError, ServiceUnavailableError)
 * ```
 */
export function ApiErrors(...errors: readonly DocumentedError[]): MethodDecorator & ClassDecorator {
  return applyDecorators(
    ApiExtraModels(ProblemSchema),
    ...byStatus(errors).map(([status, same]) => ApiResponse({ status, ...errorResponse(status, same) })),
  );
}
