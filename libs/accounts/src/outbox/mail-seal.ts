import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
import { keysOfSecret, type Secret } from '@portcullis/auth/spi';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
/** NIST SP 800-38D, section 8.2: 96 bits. A key seals far fewer than 2^32 rows. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Where a sealed value stands. It opens in no other row and in no other column. */
export interface SealedPlace {
  readonly id: string;
  readonly purpose: string;
  readonly column: 'request' | 'content';
}

/** Encrypts what the table holds of a mail (AES-256-GCM). A copy of the table reveals neither addresses nor secrets. */
export class MailSeal {
  readonly #keys: readonly [current: KeyObject, ...others: readonly KeyObject[]];

  /** @param secret a key for this purpose is derived from each secret (HKDF, RFC 5869) */
  constructor(secret: Secret) {
    this.#keys = keysOfSecret(secret, (one) =>
      createSecretKey(Buffer.from(hkdfSync('sha256', one, '', 'portcullis mail outbox', KEY_BYTES))),
    );
  }

  /** Seals a value that JSON can represent, by the current secret. */
  seal(place: SealedPlace, value: unknown): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.#keys[0], nonce).setAAD(bytesOf(place));
    return Buffer.concat([nonce, cipher.update(JSON.stringify(value), 'utf8'), cipher.final(), cipher.getAuthTag()]);
  }

  /**
   * Opens a value that was sealed by any of the secrets.
   *
   * @throws Error if none of them opens it
   */
  open(place: SealedPlace, sealed: Buffer): unknown {
    for (const key of this.#keys) {
      const text = opened(key, place, sealed);
      if (text !== null) {
        return JSON.parse(text);
      }
    }
    throw new Error(
      'A row of mail_outbox can not be decrypted. If the secret was rotated, add the previous one to the list until the mails are sent.',
    );
  }
}

function opened(key: KeyObject, place: SealedPlace, sealed: Buffer): string | null {
  const [nonce, tag] = [sealed.subarray(0, NONCE_BYTES), sealed.subarray(-TAG_BYTES)];
  try {
    const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(bytesOf(place)).setAuthTag(tag);
    const text = decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}

function bytesOf({ id, purpose, column }: SealedPlace): Buffer {
  return Buffer.from(JSON.stringify([id, purpose, column]));
}
