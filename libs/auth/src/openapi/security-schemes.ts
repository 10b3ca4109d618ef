import type { OpenAPIObject } from '@nestjs/swagger';
import { AccessTokenScheme } from '../authentication/jwt/access-token.scheme.js';
import type { CredentialScheme, NamedSecurityScheme } from '../authentication/scheme/credential.scheme.js';

type SecuritySchemes = NonNullable<NonNullable<OpenAPIObject['components']>['securitySchemes']>;

/**
 * The security schemes of the document, by name. If the application has a token endpoint, the access token is described as the OAuth2
 * password flow, which the Authorize button of Swagger UI supports.
 *
 * @param scopes the declared scopes, each with its description
 */
export function securitySchemesOf(
  schemes: readonly CredentialScheme[],
  tokenUrl: string | undefined,
  scopes: Readonly<Record<string, string>>,
): SecuritySchemes {
  const definitions = schemes.map((scheme) => {
    const { name, definition } = scheme.securityScheme;
    const isFlow = scheme instanceof AccessTokenScheme && tokenUrl !== undefined;
    return [name, isFlow ? passwordFlow(tokenUrl, scopes) : definition] as const;
  });
  return Object.fromEntries(definitions) as SecuritySchemes;
}

function passwordFlow(tokenUrl: string, scopes: Readonly<Record<string, string>>): NamedSecurityScheme['definition'] {
  return {
    type: 'oauth2',
    description: 'The username and the password of an account.',
    flows: { password: { tokenUrl, scopes: { ...scopes } } },
  };
}
