import { InvalidTokenError } from '../errors/auth.error.js';

/**
 * Well over what this service issues, well under what Node takes for a header, so that no token is long enough to be
 * costly. In characters.
 */
export const MAX_TOKEN_LENGTH = 4096;

/** RFC 7515, section 7.1; base64url without padding. Linear: no part can match in two ways. */
const COMPACT = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/;

const HEADER_PARAMETERS = new Set(['alg', 'typ', 'kid']);

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export interface CompactJws {
  readonly header: { readonly alg: string; readonly typ: string; readonly kid: string };
  readonly payload: Record<string, unknown>;
}

/**
 * Reads the one form in which this service writes tokens, and no other. No token components have been verified when this
 * returns.
 *
 * A token has many spellings that decoders take for the same: padding, stray trailing bits, white space, members named
 * twice. One spelling alone is accepted, so that two parsers can never read one token in two ways, and a token is its own
 * only name. Header parameters that ask for more than this service does (`crit`, `b64`, `jku`, `jwk`, `x5u`, …) are
 * refused whole rather than listed: RFC 7515, section 4.1.11 demands it of those marked critical.
 *
 * @throws InvalidTokenError
 */
export function parseCompactJws(token: string): CompactJws {
  if (token.length > MAX_TOKEN_LENGTH) {
    throw new InvalidTokenError('too long');
  }
  const parts = COMPACT.exec(token);
  if (!parts) {
    throw new InvalidTokenError('not a compact JWS');
  }
  const [, header, payload, signature] = parts as unknown as [string, string, string, string];
  decodeCanonically(signature);
  return { header: checkHeader(parseObject(header)), payload: parseObject(payload) };
}

function checkHeader(header: Record<string, unknown>): CompactJws['header'] {
  const { alg, typ, kid } = header;
  if (typeof alg !== 'string' || typeof typ !== 'string' || typeof kid !== 'string') {
    throw new InvalidTokenError('header');
  }
  if (!Object.keys(header).every((name) => HEADER_PARAMETERS.has(name))) {
    throw new InvalidTokenError('header parameter not supported');
  }
  return { alg, typ, kid };
}

function parseObject(encoded: string): Record<string, unknown> {
  const bytes = decodeCanonically(encoded);
  let text: string;
  let value: unknown;
  try {
    text = utf8.decode(bytes);
    value = JSON.parse(text);
  } catch {
    throw new InvalidTokenError('not JSON in UTF-8');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InvalidTokenError('not a JSON object');
  }
  // What JSON.parse forgives (a repeated member, white space, 1e400, escapes) does not survive being written again.
  if (JSON.stringify(value) !== text) {
    throw new InvalidTokenError('not in canonical form');
  }
  return value as Record<string, unknown>;
}

function decodeCanonically(encoded: string): Buffer {
  const bytes = Buffer.from(encoded, 'base64url');
  if (bytes.toString('base64url') !== encoded) {
    throw new InvalidTokenError('base64url not canonical');
  }
  return bytes;
}
