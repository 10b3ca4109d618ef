import type { IncomingHttpHeaders } from 'node:http';
import type { HttpAdapterHost } from '@nestjs/core';
import type { DeviceTokens } from './device-token.js';
import { KnownDevices } from './known-devices.js';

/** Browsers take one of this prefix over a secure connection alone, so that none can be slipped in over another. */
export const DEVICE_COOKIE = '__Secure-portcullis_device';

/** RFC 6265, section 4.1.1, and as much of a path as can stand there (RFC 3986, section 3.3). */
const PATH = /^\/[\w.~!$&'()*+,=:@%/-]*$/;

/**
 * Devices remember an account by a cookie, for scripts out of reach and for the endpoint that set it alone. It holds one account, the last
 * that was signed in to. A client that keeps no cookies is an unknown device each time.
 */
export class CookieKnownDevices extends KnownDevices {
  constructor(
    private readonly tokens: DeviceTokens,
    private readonly lifetimeSeconds: number,
    private readonly http: HttpAdapterHost,
  ) {
    super();
  }

  recognise(name: string, request: unknown): string | null {
    for (const token of cookiesOf(request)) {
      const device = this.tokens.verify(name, token);
      if (device !== null) {
        return device;
      }
    }
    return null;
  }

  remember(name: string, request: unknown, response: unknown): void {
    const token = this.tokens.issue(name, this.recognise(name, request));
    const attributes = ['HttpOnly', 'Secure', 'SameSite=Strict', `Max-Age=${this.lifetimeSeconds}`];
    const cookie = [`${DEVICE_COOKIE}=${token}`, `Path=${pathOf(request)}`, ...attributes].join('; ');
    this.http.httpAdapter.appendHeader(response, 'Set-Cookie', cookie);
  }
}

/** RFC 6265, section 5.4: one name may come several times, and whoever owns another host of the site may have added one. */
function cookiesOf(request: unknown): string[] {
  const { headers } = Object(request) as { readonly headers?: IncomingHttpHeaders };
  const pairs = (headers?.cookie ?? '').split(';').map((pair) => pair.trim());
  const start = `${DEVICE_COOKIE}=`;
  return pairs.filter((pair) => pair.startsWith(start)).map((pair) => pair.slice(start.length));
}

/** As the client wrote it: behind a prefix, a version, or another path of the host's. */
function pathOf(request: unknown): string {
  const { originalUrl, url } = Object(request) as { readonly originalUrl?: string; readonly url?: string };
  const [path = ''] = (originalUrl ?? url ?? '').split('?', 1);
  return PATH.test(path) ? path : '/';
}
