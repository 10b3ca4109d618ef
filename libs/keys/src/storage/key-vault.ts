import { createPrivateKey, type KeyObject } from 'node:crypto';
import { keyPairSigningKey, type PublicVerificationKey, type Secret, type SigningKey } from '@portcullis/auth/spi';
import { KeyEncryption } from './key-encryption.js';
import type { KeyLife, StoredKey } from './stored-key.js';

export type PairedKey = SigningKey & PublicVerificationKey;

/** Encrypts keys into rows, and decrypts rows into keys. */
export class KeyVault {
  readonly #encryption: KeyEncryption;

  constructor(secret: Secret) {
    this.#encryption = new KeyEncryption(secret);
  }

  store(privateKey: KeyObject, life: KeyLife): StoredKey {
    const { keyId: kid, algorithm, publicJwk } = keyPairSigningKey(privateKey);
    const plain = privateKey.export({ format: 'der', type: 'pkcs8' });
    return { kid, algorithm, publicJwk, sealedPrivateKey: this.#encryption.seal(plain, { kid, algorithm }), ...life };
  }

  /**
   * The key of a row. Both halves come from the encrypted bytes: a row that was written without the secret is never a key.
   *
   * @throws Error if it was encrypted with another secret, or changed since
   */
  open({ kid, algorithm, sealedPrivateKey }: StoredKey): PairedKey {
    let plain: Buffer;
    try {
      plain = this.#encryption.open(sealedPrivateKey, { kid, algorithm });
    } catch (cause) {
      throw new Error(
        `The signing key ${kid} in the table signing_keys can't be decrypted with this secret. Add the secret that encrypted it to ` +
          'the option secret of AuthModule, after the current one, or delete the row: access tokens that the key has signed become invalid.',
        { cause },
      );
    }
    return keyPairSigningKey(createPrivateKey({ key: plain, format: 'der', type: 'pkcs8' }));
  }

  /** The private half encrypted with the current secret, if a previous secret has encrypted it; undefined for any other row. */
  reseal({ kid, algorithm, sealedPrivateKey }: StoredKey): Buffer | undefined {
    return this.#encryption.reseal(sealedPrivateKey, { kid, algorithm });
  }
}
