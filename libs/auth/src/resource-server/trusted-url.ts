const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * A URL that keys may be read from: by TLS, for it alone says whose the keys are; or from this machine.
 *
 * @throws Error where it is no URL, has credentials in it, or leads over a wire that anybody may write to
 */
export function trustedUrl(text: string, allowInsecureHttp: boolean): URL {
  const url = new URL(text);
  const isLocal = LOOPBACK.test(url.hostname) || allowInsecureHttp;
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLocal)) {
    throw new Error(`Keys are not read from ${url.protocol}//${url.host}: that would be whose keys?`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new Error('Keys are read without credentials, and the URL has some.');
  }
  return url;
}
