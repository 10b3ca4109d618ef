/** Whether the issuer may have metadata (RFC 8414, section 2): a URL without query or fragment. Allows `http` for development. */
export function isDiscoverable(issuer: string): boolean {
  return /^https?:\/\/[^?#]+$/.test(issuer) && URL.canParse(issuer);
}

/**
 * The URL of a path of the application, below `publicUrl` if there is one, otherwise below the issuer. The `Host` header is not used,
 * because clients control it.
 */
export function endpointUrl(issuer: string, path: string, publicUrl?: string): string {
  return publicUrl === undefined ? belowIssuer(issuer, path) : below(publicUrl, path);
}

/** If the path already starts with the path of the issuer, because that is the global prefix, it is not repeated. */
function belowIssuer(issuer: string, path: string): string {
  const base = issuer.replace(/\/$/, '');
  const [origin = base] = /^https?:\/\/[^/]+/.exec(base) ?? [];
  return path.startsWith(`${base.slice(origin.length)}/`) ? below(origin, path) : below(base, path);
}

function below(base: string, path: string): string {
  return `${base.replace(/\/$/, '')}${path}`;
}
