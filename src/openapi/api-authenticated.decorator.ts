import { applyDecorators } from '@nestjs/common';
import { ApiSecurity } from '@nestjs/swagger';
import { ApiProblem } from '@portcullis/auth';

/** The name of the security scheme in the OpenAPI document. */
export const OAUTH2_PASSWORD = 'OAuth2PasswordBearer';

/** Tells the OpenAPI document that a route asks for an active user. The guards decide; this describes. */
export function ApiAuthenticated(): MethodDecorator & ClassDecorator {
  return applyDecorators(
    ApiSecurity(OAUTH2_PASSWORD),
    ApiProblem(400, {
      description: 'The user is inactive, or the Authorization header is malformed.',
      codes: { inactive_user: 'Inactive user', malformed_authorization: 'Malformed Authorization header' },
    }),
    ApiProblem(401, {
      description: 'No access token, or one that is not valid.',
      codes: { not_authenticated: 'Not authenticated', invalid_token: 'Could not validate credentials' },
    }),
    ApiProblem(503, {
      description: 'The database is out of reach.',
      codes: { service_unavailable: 'Service temporarily unavailable' },
    }),
  );
}
