import type { AuthModuleOptions } from '@portcullis/auth';
import type { AuthorizationServerMetadata } from './authorization-server.response.js';
import type { EndpointPaths } from './well-known.options.js';

/**
 * What RFC 8414 has an authorization server say of itself. Every address stands below the issuer as it was configured: what a
 * request says in `Host` is whoever's word.
 *
 * @returns undefined where the issuer is no URL, so that there is nothing to discover
 */
export function metadataOf(
  { issuer, scopes = {} }: Pick<AuthModuleOptions, 'issuer' | 'scopes'>,
  paths: EndpointPaths,
  grantTypes: readonly string[],
): AuthorizationServerMetadata | undefined {
  if (!isDiscoverable(issuer)) {
    return undefined;
  }
  const at = (path: string) => `${issuer.replace(/\/$/, '')}/${path.replace(/^\//, '')}`;
  return {
    issuer,
    token_endpoint: at(paths.token),
    jwks_uri: at('.well-known/jwks.json'),
    scopes_supported: Object.keys(scopes),
    // Required, and empty where there is no authorization endpoint.
    response_types_supported: [],
    grant_types_supported: grantTypes,
    token_endpoint_auth_methods_supported: ['none'],
    ...(paths.revocation !== false && {
      revocation_endpoint: at(paths.revocation),
      revocation_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
    }),
    ...(paths.introspection !== false && {
      introspection_endpoint: at(paths.introspection),
      introspection_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    }),
  };
}

/** RFC 8414, section 2: a URL without query or fragment. Its scheme is https, but for a developer's own machine. */
function isDiscoverable(issuer: string): boolean {
  return /^https?:\/\/[^?#]+$/.test(issuer) && URL.canParse(issuer);
}
