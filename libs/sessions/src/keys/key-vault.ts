import { createPrivateKey, type KeyObject } from 'node:crypto';
import { keyPairSigningKey, type PublicVerificationKey, type SigningKey } from '@portcullis/auth';
import { KeyEncryption } from './key-encryption.js';
import type { KeyLife, StoredKey } from './stored-key.js';

export type PairedKey = SigningKey & PublicVerificationKey;

/** Turns keys into rows, and rows into keys. */
export class KeyVault {
  readonly #encryption: KeyEncryption;

  constructor(secret: string) {
    this.#encryption = new KeyEncryption(secret);
  }

  store(privateKey: KeyObject, life: KeyLife): StoredKey {
    const { keyId: kid, algorithm, publicJwk } = keyPairSigningKey(privateKey);
    const plain = privateKey.export({ format: 'der', type: 'pkcs8' });
    return { kid, algorithm, publicJwk, sealedPrivateKey: this.#encryption.seal(plain, { kid, algorithm }), ...life };
  }

  /**
   * The key of a row, public half and all, from what was sealed alone. Nothing that somebody wrote into the table without
   * the secret is ever a key.
   *
   * @throws Error where it was sealed with another secret, or changed
   */
  open({ kid, algorithm, sealedPrivateKey }: StoredKey): PairedKey {
    let plain: Buffer;
    try {
      plain = this.#encryption.open(sealedPrivateKey, { kid, algorithm });
    } catch (cause) {
      throw new Error(
        `The signing key ${kid} in the table signing_keys does not open with this secret: set the one with which it was ` +
          'stored, or delete the row, and every access token that it has signed ends.',
        { cause },
      );
    }
    return keyPairSigningKey(createPrivateKey({ key: plain, format: 'der', type: 'pkcs8' }));
  }
}
