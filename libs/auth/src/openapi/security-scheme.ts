import type { OpenAPIObject } from '@nestjs/swagger';

/** The name of the security scheme in the OpenAPI document: that of the FastAPI design. */
export const OAUTH2_PASSWORD = 'OAuth2PasswordBearer';

type SecurityScheme = Exclude<
  NonNullable<NonNullable<OpenAPIObject['components']>['securitySchemes']>[string],
  { $ref: string }
>;

/**
 * The OAuth2 password flow, for the Authorize button of Swagger UI; a plain bearer token, where this application has no token
 * endpoint.
 *
 * @param tokenPath where it is; written relative, so that the document is good behind any proxy
 */
export function securityScheme(
  tokenPath: string | undefined,
  scopes: Readonly<Record<string, string>>,
): SecurityScheme {
  if (tokenPath === undefined) {
    return { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'An access token.' };
  }
  return {
    type: 'oauth2',
    description: 'The username and the password of an account.',
    flows: { password: { tokenUrl: tokenPath.replace(/^\//, ''), scopes: { ...scopes } } },
  };
}
