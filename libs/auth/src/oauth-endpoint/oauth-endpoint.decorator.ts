import { applyDecorators, UseFilters, UseInterceptors } from '@nestjs/common';
import { Public } from '../authorization/access.decorators.js';
import { OAuthErrors } from '../errors/oauth-errors.decorator.js';
import { OAuthResponseInterceptor } from './oauth-response.interceptor.js';
import { TokenErrorFilter } from './token-error.filter.js';

/** Marks a controller as an endpoint for OAuth clients: public, with responses and errors as in RFC 6749, section 5. */
export function OAuthEndpoint(): ClassDecorator {
  return applyDecorators(
    Public(),
    OAuthErrors(),
    UseInterceptors(OAuthResponseInterceptor),
    UseFilters(TokenErrorFilter),
  );
}
