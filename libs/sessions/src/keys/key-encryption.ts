import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** The form of what is stored, should there ever be another. */
const VERSION = 1;

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const TAG_BYTES = 16;

/** NIST SP 800-38D, section 8.2: 96 bits. Random ones do, for keys are few. */
const NONCE_BYTES = 12;

/** What the sealed bytes belong to. They open beside the same words alone, so that no row passes for another. */
export interface SealedFor {
  readonly kid: string;
  readonly algorithm: string;
}

/** Seals private keys for their place in the database (AES-256-GCM). Whoever reads the table and not the secret has nothing. */
export class KeyEncryption {
  readonly #key: Buffer;

  /** @param secret is not used as it is: a key for this purpose alone is derived from it (HKDF, RFC 5869) */
  constructor(secret: string) {
    this.#key = Buffer.from(hkdfSync('sha256', secret, '', 'portcullis signing keys at rest', KEY_BYTES));
  }

  seal(plain: Buffer, purpose: SealedFor): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.#key, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(contextOf(purpose));
    const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([Buffer.of(VERSION), nonce, cipher.getAuthTag(), sealed]);
  }

  /** @throws Error where it was sealed with another secret, for another purpose, or has been changed */
  open(sealed: Buffer, purpose: SealedFor): Buffer {
    if (sealed[0] !== VERSION || sealed.length < 1 + NONCE_BYTES + TAG_BYTES) {
      throw new Error('Not a sealed key');
    }
    const nonceEnd = 1 + NONCE_BYTES;
    const tagEnd = nonceEnd + TAG_BYTES;
    const decipher = createDecipheriv(CIPHER, this.#key, sealed.subarray(1, nonceEnd), { authTagLength: TAG_BYTES });
    decipher.setAAD(contextOf(purpose)).setAuthTag(sealed.subarray(nonceEnd, tagEnd));
    return Buffer.concat([decipher.update(sealed.subarray(tagEnd)), decipher.final()]);
  }
}

function contextOf({ kid, algorithm }: SealedFor): Buffer {
  return Buffer.from(JSON.stringify([kid, algorithm]));
}
