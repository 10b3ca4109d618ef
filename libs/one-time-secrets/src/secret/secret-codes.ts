import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { keysOfSecret, type Secret } from '@portcullis/auth/spi';
import { canonicalCode } from './code-spelling.js';

const KEY_BYTES = 32;

/** What a code is valid for. The same code has another MAC for another purpose or another binding. */
export interface CodeBinding {
  readonly purpose: string;
  readonly boundTo: string;
}

/**
 * Computes the MACs by which the table knows codes. A code has 34 bits, so that a plain hash of it could be inverted by trying all
 * codes. The MAC can't be inverted without the module's secret.
 */
export class SecretCodes {
  readonly #keys: readonly [current: KeyObject, ...others: readonly KeyObject[]];

  /** @param secret a key for this purpose is derived from each secret (HKDF, RFC 5869) */
  constructor(secret: Secret) {
    this.#keys = keysOfSecret(secret, (one) =>
      createSecretKey(Buffer.from(hkdfSync('sha256', one, '', 'portcullis one-time codes', KEY_BYTES))),
    );
  }

  /** Returns the MAC of a new code, by the current secret. */
  macOf(binding: CodeBinding, code: string): Buffer {
    return mac(this.#keys[0], binding, code);
  }

  /** Returns the MACs that a typed code may have at rest: one for each secret. */
  macsOf(binding: CodeBinding, typed: string): Buffer[] {
    const code = canonicalCode(typed);
    return this.#keys.map((key) => mac(key, binding, code));
  }
}

function mac(key: KeyObject, { purpose, boundTo }: CodeBinding, code: string): Buffer {
  return createHmac('sha256', key)
    .update(JSON.stringify([purpose, boundTo, code]))
    .digest();
}
