import type { KeyRing, PortProvider } from '@portcullis/auth/spi';
import { databaseKeyRing, fileKeyRing, type KeyRotationOptions } from '@portcullis/keys';
import type { Settings } from './settings.js';

/** The keys that sign the tokens; empty if the secret signs them, which is `AuthModule`'s default. */
export function keyRingOf(settings: Settings): { readonly keyRing?: PortProvider<KeyRing> } {
  const { jwtAlgorithm, jwtKeyFiles } = settings;
  if (jwtKeyFiles.length > 0 && jwtAlgorithm !== 'HS256') {
    return { keyRing: fileKeyRing({ files: jwtKeyFiles, algorithm: jwtAlgorithm }) };
  }
  const rotation = keyRotationOf(settings);
  return rotation ? { keyRing: databaseKeyRing(rotation) } : {};
}

/** The options of keys in the database; undefined if there are none. */
export function keyRotationOf(settings: Settings): KeyRotationOptions | undefined {
  const { jwtAlgorithm, jwtKeyFiles, jwtKeyLead, jwtKeyRotation } = settings;
  if (jwtAlgorithm === undefined || jwtAlgorithm === 'HS256' || jwtKeyFiles.length > 0) {
    return undefined;
  }
  return { algorithm: jwtAlgorithm, leadSeconds: jwtKeyLead, rotationSeconds: jwtKeyRotation };
}
