import type { Server } from 'node:net';
import type { HttpAdapterHost } from '@nestjs/core';
import type { Settings } from '../config/settings.js';

/** Addresses that stand for all addresses of the machine. No browser reaches them on every system. */
const ALL_ADDRESSES: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/**
 * The URL of the service without a slash at its end: `PUBLIC_URL`, or else the address that it listens on. Never depends on a request.
 *
 * @param adapterHost has the server that may listen already. @default none, as in a command
 * @throws Error if the port is not known yet
 */
export function serviceUrlOf({ publicUrl, host, port }: Settings, adapterHost?: HttpAdapterHost): string {
  if (publicUrl !== undefined) {
    return publicUrl;
  }
  const server = adapterHost?.httpAdapter?.getHttpServer() as Server | undefined;
  const listening = server?.address();
  const actualPort = typeof listening === 'object' && listening ? listening.port : port;
  if (actualPort === 0) {
    throw new Error('The URL of the service is not known, because PORT is 0: set AUTH_APP_URL or PUBLIC_URL.');
  }
  const name = ALL_ADDRESSES.has(host) ? 'localhost' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${actualPort}`;
}
