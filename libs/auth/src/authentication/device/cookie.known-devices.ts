import type { IncomingHttpHeaders } from 'node:http';
import type { HttpAdapterHost } from '@nestjs/core';
import type { DeviceTokens } from './device-token.js';
import { type KnownDevice, KnownDevices } from './known-devices.js';

/** Browsers accept a cookie with this prefix only over a secure connection, so no other connection can set it. */
export const DEVICE_COOKIE = '__Secure-portcullis_device';

/** The characters of a path (RFC 3986, section 3.3) that a cookie attribute may contain (RFC 6265, section 4.1.1). */
const PATH = /^\/[\w.~!$&'()*+,=:@%/-]*$/;

/**
 * Recognises devices by a cookie, which scripts can't read and which is sent only to the endpoint that set it. The cookie is for the account
 * that was last signed in to on the device. A client without cookies is an unknown device each time.
 */
export class CookieKnownDevices extends KnownDevices {
  constructor(
    private readonly tokens: DeviceTokens,
    private readonly lifetimeSeconds: number,
    private readonly http: HttpAdapterHost,
  ) {
    super();
  }

  recognise(account: string, request: unknown): KnownDevice | null {
    for (const token of cookiesOf(request)) {
      const device = this.tokens.verify(account, token);
      if (device !== null) {
        return device;
      }
    }
    return null;
  }

  remember(account: string, request: unknown, response: unknown): void {
    const token = this.tokens.issue(account, this.recognise(account, request)?.id ?? null);
    const attributes = ['HttpOnly', 'Secure', 'SameSite=Strict', `Max-Age=${this.lifetimeSeconds}`];
    const cookie = [`${DEVICE_COOKIE}=${token}`, `Path=${pathOf(request)}`, ...attributes].join('; ');
    this.http.httpAdapter.appendHeader(response, 'Set-Cookie', cookie);
  }
}

/** RFC 6265, section 5.4: a name may come several times, and another host of the site may have set one of them. */
function cookiesOf(request: unknown): string[] {
  const { headers } = Object(request) as { readonly headers?: IncomingHttpHeaders };
  const pairs = (headers?.cookie ?? '').split(';').map((pair) => pair.trim());
  const start = `${DEVICE_COOKIE}=`;
  return pairs.filter((pair) => pair.startsWith(start)).map((pair) => pair.slice(start.length));
}

/** As the client wrote it, with the prefix, the version and the path of the application. */
function pathOf(request: unknown): string {
  const { originalUrl, url } = Object(request) as { readonly originalUrl?: string; readonly url?: string };
  const [path = ''] = (originalUrl ?? url ?? '').split('?', 1);
  return PATH.test(path) ? path : '/';
}
