import { readJson } from './bounded-json.js';
import { trustedUrl } from './trusted-url.js';

const WELL_KNOWN = '/.well-known/oauth-authorization-server';

/**
 * Where the issuer says that its keys are (RFC 8414).
 *
 * @throws Error where it does not say, or says it of somebody else
 */
export async function discoverJwksUri(issuer: string, allowInsecureHttp: boolean, stop: AbortSignal): Promise<URL> {
  const { body } = await readJson(metadataUrl(trustedUrl(issuer, allowInsecureHttp)), stop);
  const { issuer: named, jwks_uri: jwksUri } = (body ?? {}) as {
    readonly issuer?: unknown;
    readonly jwks_uri?: unknown;
  };
  // RFC 8414, section 3.3: identical, or the metadata must not be used.
  if (named !== issuer) {
    throw new Error('its metadata name another issuer');
  }
  if (typeof jwksUri !== 'string') {
    throw new Error('its metadata have no jwks_uri');
  }
  return trustedUrl(jwksUri, allowInsecureHttp);
}

/** RFC 8414, section 3.1: between the host and the path, of which a slash at the end is left out. */
export function metadataUrl(issuer: URL): URL {
  return new URL(`${WELL_KNOWN}${issuer.pathname.replace(/\/$/, '')}`, issuer.origin);
}
