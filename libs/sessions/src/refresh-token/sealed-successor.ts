import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { RefreshToken } from './refresh-tokens.js';
import { randomOf } from './refresh-tokens.js';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * What makes the successor, to be kept beside its hash, so that whoever shows the predecessor again gets the same one. The key
 * is the predecessor, of which the database has but a hash: what is at rest opens nothing.
 */
export function sealSuccessor(predecessor: RefreshToken, successor: RefreshToken): Buffer {
  // Several instances may seal a successor of one token at once, each another: the key alone is not unique.
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, keyFrom(predecessor), nonce);
  const content = Buffer.concat([cipher.update(randomOf(successor.text)), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), content]);
}

/**
 * @returns the random bits of the successor
 * @throws Error where it was sealed for another token, or tampered with
 */
export function openSuccessor(predecessor: RefreshToken, sealed: Buffer): Buffer {
  const decipher = createDecipheriv(ALGORITHM, keyFrom(predecessor), sealed.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
}

function keyFrom({ text, sessionId }: RefreshToken): Buffer {
  return Buffer.from(hkdfSync('sha256', randomOf(text), sessionId, 'portcullis refresh token successor', 32));
}
