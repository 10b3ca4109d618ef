import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

/**
 * Copies one half of a key pair, so that it shares nothing with the generator.
 *
 * Node 20 can deadlock otherwise. The job of `generateKeyPairSync` takes the lock of its keys when it is garbage-collected
 * (`~KeyPairGenConfig` in Node's `src/crypto/crypto_keygen.h`), and `export({ format: 'jwk' })` and `asymmetricKeyDetails` allocate memory
 * under that lock. `createPublicKey(privateKey)` shares the lock too. An export in DER does not hold it.
 *
 * @param key private or public
 */
export function detachedKey(key: KeyObject): KeyObject {
  return key.type === 'private'
    ? createPrivateKey({ key: key.export({ format: 'der', type: 'pkcs8' }), format: 'der', type: 'pkcs8' })
    : createPublicKey({ key: key.export({ format: 'der', type: 'spki' }), format: 'der', type: 'spki' });
}
