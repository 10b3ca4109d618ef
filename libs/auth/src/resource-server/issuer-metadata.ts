import { readJson } from './bounded-json.js';
import { trustedUrl } from './trusted-url.js';

const WELL_KNOWN = '/.well-known/oauth-authorization-server';

/**
 * Reads the URL of the issuer's keys from its metadata (RFC 8414). Only a URL at the issuer's own origin is accepted, so manipulated
 * metadata can't introduce the keys of another server.
 *
 * @throws Error if the metadata have another issuer, no `jwks_uri`, or one at another origin
 */
export async function discoverJwksUri(issuer: string, allowInsecureHttp: boolean, stop: AbortSignal): Promise<URL> {
  const issuerUrl = trustedUrl(issuer, allowInsecureHttp);
  const { body } = await readJson(metadataUrl(issuerUrl), stop);
  const { issuer: named, jwks_uri: jwksUri } = (body ?? {}) as {
    readonly issuer?: unknown;
    readonly jwks_uri?: unknown;
  };
  // RFC 8414, section 3.3: if the issuers are not identical, the metadata must not be used.
  if (named !== issuer) {
    throw new Error('its metadata name another issuer');
  }
  if (typeof jwksUri !== 'string') {
    throw new Error('its metadata have no jwks_uri');
  }
  const url = trustedUrl(jwksUri, allowInsecureHttp);
  if (url.origin !== issuerUrl.origin) {
    throw new Error(
      `its metadata name keys at ${url.origin}, which is not the issuer's origin. If that is intended, ` +
        `write: ResourceServerModule.forRoot({ jwksUri: '${url.href}', … })`,
    );
  }
  return url;
}

/** RFC 8414, section 3.1: the well-known path stands before the path of the issuer, which loses its trailing slash. */
export function metadataUrl(issuer: URL): URL {
  return new URL(`${WELL_KNOWN}${issuer.pathname.replace(/\/$/, '')}`, issuer.origin);
}
