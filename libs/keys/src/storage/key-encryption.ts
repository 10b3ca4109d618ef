import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { keysOfSecret, type Secret } from '@portcullis/auth/spi';

/** The version of the stored format. */
const VERSION = 1;

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const TAG_BYTES = 16;

/** 96 bits (NIST SP 800-38D, section 8.2). Random nonces are safe for so few keys. */
const NONCE_BYTES = 12;

/** Authenticated with the encrypted bytes, so that they can't be decrypted in the row of another key. */
export interface SealedFor {
  readonly kid: string;
  readonly algorithm: string;
}

/** Encrypts private keys for the database (AES-256-GCM). The table without the secret reveals no key. */
export class KeyEncryption {
  readonly #current: Buffer;
  readonly #others: readonly Buffer[];

  /** @param secret each secret is used only to derive a key for this purpose (HKDF, RFC 5869) */
  constructor(secret: Secret) {
    [this.#current, ...this.#others] = keysOfSecret(secret, (one) =>
      Buffer.from(hkdfSync('sha256', one, '', 'portcullis signing keys at rest', KEY_BYTES)),
    );
  }

  seal(plain: Buffer, purpose: SealedFor): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.#current, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(contextOf(purpose));
    const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([Buffer.of(VERSION), nonce, cipher.getAuthTag(), sealed]);
  }

  /** @throws Error if it was sealed with another secret, for another purpose, or has been changed */
  open(sealed: Buffer, purpose: SealedFor): Buffer {
    const plain = openWithOneOf([this.#current, ...this.#others], sealed, purpose);
    if (!plain) {
      throw new Error('Not a key that was sealed with this secret');
    }
    return plain;
  }

  /** Encrypts with the current secret what a previous secret has encrypted; undefined for anything else. */
  reseal(sealed: Buffer, purpose: SealedFor): Buffer | undefined {
    const plain = openWithOneOf(this.#others, sealed, purpose);
    return plain && this.seal(plain, purpose);
  }
}

function openWithOneOf(keys: readonly Buffer[], sealed: Buffer, purpose: SealedFor): Buffer | undefined {
  if (sealed[0] !== VERSION || sealed.length < 1 + NONCE_BYTES + TAG_BYTES) {
    return undefined;
  }
  for (const key of keys) {
    try {
      return openWith(key, sealed, purpose);
    } catch {
      // Another key may have sealed it.
    }
  }
  return undefined;
}

/** @throws Error if another key has sealed it, or it has been changed */
function openWith(key: Buffer, sealed: Buffer, purpose: SealedFor): Buffer {
  const nonceEnd = 1 + NONCE_BYTES;
  const tagEnd = nonceEnd + TAG_BYTES;
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(1, nonceEnd), { authTagLength: TAG_BYTES });
  decipher.setAAD(contextOf(purpose)).setAuthTag(sealed.subarray(nonceEnd, tagEnd));
  return Buffer.concat([decipher.update(sealed.subarray(tagEnd)), decipher.final()]);
}

function contextOf({ kid, algorithm }: SealedFor): Buffer {
  return Buffer.from(JSON.stringify([kid, algorithm]));
}
