const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Parses a URL from which keys may be read: https, or http on this machine. Without TLS, an attacker on the network could replace them.
 *
 * @throws Error if the text is not a URL, has credentials, or is plain http to another machine without `allowInsecureHttp`
 */
export function trustedUrl(text: string, allowInsecureHttp: boolean): URL {
  const url = new URL(text);
  const isLocal = LOOPBACK.test(url.hostname) || allowInsecureHttp;
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLocal)) {
    throw new Error(`Keys are read over https only, not from ${url.protocol}//${url.host}.`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new Error('The URL of the keys must not contain credentials.');
  }
  return url;
}
