import { InvalidTokenError } from '../errors/credential.errors.js';

/** In characters: well above the tokens of this service, and well below the headers that Node accepts. */
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
 * Parses a token in the one form in which this service writes it. No token components have been verified when this returns.
 *
 * Decoders accept many spellings of one token: padding, stray trailing bits, white space, repeated members. This function accepts one of
 * them, so that two parsers can't read one token in two ways. Header parameters other than `alg`, `typ` and `kid` are refused, as RFC
 * 7515, section 4.1.11 demands for critical ones.
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
  // JSON.parse accepts repeated members, white space, 1e400 and escapes; writing the value again shows them.
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
