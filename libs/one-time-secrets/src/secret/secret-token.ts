import { createHash, randomBytes } from 'node:crypto';

const BYTES = 32;

/** Returns a new token: 256 random bits, in base64url. */
export function randomToken(): string {
  return randomBytes(BYTES).toString('base64url');
}

/**
 * Returns the hash by which the table knows a token. The purpose is part of it, so that a token of one purpose is unknown at another.
 * A token has 256 random bits, so that the hash needs neither a salt nor a key.
 */
export function tokenHashOf(purpose: string, token: string): Buffer {
  return createHash('sha256')
    .update(JSON.stringify([purpose, token]))
    .digest();
}
