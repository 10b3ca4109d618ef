import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels } from '../openapi-decorators/model.decorators.js';
import { ApiResponse } from '../openapi-decorators/operation.decorators.js';
import type { DocumentedError } from './documented-error.js';
import { oauthErrorResponses, tooLargeResponse } from './oauth-error-response.js';
import { TokenErrorSchema } from './oauth-error.schema.js';

/**
 * Describes the errors of an OAuth 2.0 endpoint (RFC 6749, section 5.2) in the OpenAPI document: one response for each status, with an
 * example of each error, and a 413 for a body that is too large.
 */
export function ApiOAuthErrors(...errors: readonly DocumentedError[]): MethodDecorator & ClassDecorator {
  return applyDecorators(
    ApiExtraModels(TokenErrorSchema),
    ...oauthErrorResponses(errors).map(([status, response]) => ApiResponse({ status, ...response })),
    ApiResponse({ status: 413, ...tooLargeResponse() }),
  );
}
