import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { type KeyPairAlgorithm, MIN_RSA_BITS } from '@portcullis/auth/spi';

const generate = promisify(generateKeyPair);

/** Generates a private key, in the threads of libuv: an RSA key takes a second or more. */
export async function generateKey(algorithm: KeyPairAlgorithm): Promise<KeyObject> {
  switch (algorithm) {
    case 'ES256':
      return (await generate('ec', { namedCurve: 'P-256' })).privateKey;
    case 'EdDSA':
      return (await generate('ed25519')).privateKey;
    case 'RS256':
      return (await generate('rsa', { modulusLength: MIN_RSA_BITS })).privateKey;
  }
}
