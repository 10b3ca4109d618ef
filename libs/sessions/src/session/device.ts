import type { IncomingHttpHeaders } from 'node:http';

/** Browsers stay below; what is longer is cut, for anybody can send anything. In characters. */
const MAX_USER_AGENT_LENGTH = 256;

/** Longer than any address is written. */
const MAX_ADDRESS_LENGTH = 64;

/** From where a request comes, for people to recognise their sessions by. Nothing is decided by it. */
export interface Device {
  readonly address: string | null;
  readonly userAgent: string | null;
}

/** @param request of Express or Fastify, whose `ip` knows which proxies the host trusts */
export function deviceOf(request: unknown): Device {
  const { ip, headers } = Object(request) as { readonly ip?: unknown; readonly headers?: IncomingHttpHeaders };
  return {
    address: storable(ip, MAX_ADDRESS_LENGTH),
    userAgent: storable(headers?.['user-agent'], MAX_USER_AGENT_LENGTH),
  };
}

/** PostgreSQL's text has no place for U+0000. */
function storable(value: unknown, length: number): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, length).replaceAll('\0', '').toWellFormed() : null;
}
