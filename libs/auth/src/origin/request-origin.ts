import type { IncomingHttpHeaders } from 'node:http';
import { isIP, SocketAddress } from 'node:net';

/** Browsers stay below. In characters. */
const MAX_USER_AGENT_LENGTH = 256;

const MAX_REQUEST_ID_LENGTH = 128;

/** An IPv6 address in brackets with a zone and a port stays below this. */
const MAX_ADDRESS_LENGTH = 128;

const IN_BRACKETS = /^\[([^\]]*)\](?::\d{0,5})?$/;
const DOTTED_WITH_PORT = /^([^[\]]*\.\d+):\d{0,5}$/;
const LEADING_ZEROS = /(?<![\da-f])0+(?=[\da-f])/gi;
const IPV4_MAPPED = /^::ffff:(?=\d+\.)/;

/** The origin of a request. A client can send any user agent, so no decision depends on it. */
export interface RequestOrigin {
  /** The client's address in its canonical form, as the adapter tells it behind the proxies that it trusts; `null` if unknown. */
  readonly address: string | null;
  /** At most 256 characters. */
  readonly userAgent: string | null;
  /** The adapter's id of the request, as in the log. */
  readonly requestId: string | null;
}

/** For a change without a request. */
export const NO_REQUEST: RequestOrigin = { address: null, userAgent: null, requestId: null };

/** Only the members that an event may contain. */
export function plainOriginOf({ address, userAgent, requestId }: RequestOrigin): RequestOrigin {
  return { address, userAgent, requestId };
}

/** @param request of Express or Fastify */
export function requestOriginOf(request: unknown): RequestOrigin {
  const { ip, id, headers } = Object(request) as {
    readonly ip?: unknown;
    readonly id?: unknown;
    readonly headers?: IncomingHttpHeaders;
  };
  return {
    address: canonicalAddress(ip),
    userAgent: storable(headers?.['user-agent'], MAX_USER_AGENT_LENGTH),
    requestId: storable(id, MAX_REQUEST_ID_LENGTH),
  };
}

/** PostgreSQL can't store U+0000 in a text. */
function storable(value: unknown, length: number): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, length).replaceAll('\0', '').toWellFormed() : null;
}

/**
 * The one spelling of an IP address, or `null` for text that is not an address. IPv6 is written as in RFC 5952; an IPv4-mapped
 * address (RFC 4291, section 2.5.5.2) is written as IPv4.
 *
 * Proxies write more into `X-Forwarded-For` than an address: a port, brackets and a zone are dropped. Numbers with leading
 * zeros are decimal (RFC 6943, section 3.1.1, shows how readers differ).
 */
export function canonicalAddress(text: unknown): string | null {
  if (typeof text !== 'string' || text.length > MAX_ADDRESS_LENGTH) {
    return null;
  }
  const written = text.trim();
  const [, withoutPort = written] = IN_BRACKETS.exec(written) ?? DOTTED_WITH_PORT.exec(written) ?? [];
  const [withoutZone = ''] = withoutPort.split('%', 1);
  const address = withoutZone.replace(LEADING_ZEROS, '');
  switch (isIP(address)) {
    case 4:
      return address;
    case 6:
      return new SocketAddress({ address, family: 'ipv6' }).address.replace(IPV4_MAPPED, '');
    default:
      return null;
  }
}
