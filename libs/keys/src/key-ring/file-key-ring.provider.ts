import { createPrivateKey, createPublicKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isNativeError } from 'node:util/types';
import {
  type KeyPairAlgorithm,
  keyPairSigningKey,
  type KeyRing,
  type PortProvider,
  StaticKeyRing,
  verificationKey,
} from '@portcullis/auth/spi';

export interface FileKeyRingOptions {
  /** PEM files. The first holds the private key that signs. The others only verify tokens, and may be public keys. */
  readonly files: readonly string[];
  /** The algorithm that the first key must be for. @default any */
  readonly algorithm?: KeyPairAlgorithm | undefined;
}

/**
 * Key pairs from files, read when the application starts. To rotate them, restart every instance after each of these steps: add the
 * new file last, make it the first, remove the old file.
 *
 * The start throws an error if a file can't be used. It names the file, and repeats nothing of its content.
 */
export function fileKeyRing({ files, algorithm }: FileKeyRingOptions): PortProvider<KeyRing> {
  return {
    useFactory: async () => {
      const [first, ...others] = files;
      if (first === undefined) {
        throw new Error("fileKeyRing needs at least one file. Write: fileKeyRing({ files: ['key.pem'] })");
      }
      const current = await fromFile(first, (pem) => keyPairSigningKey(createPrivateKey(pem)));
      if (algorithm !== undefined && current.algorithm !== algorithm) {
        throw new Error(
          `The key file ${first} is for ${current.algorithm}, but the option algorithm of fileKeyRing is ${algorithm}. Change one of them.`,
        );
      }
      const retired = others.map((file) => fromFile(file, (pem) => verificationKey(createPublicKey(pem))));
      return new StaticKeyRing(current, await Promise.all(retired));
    },
  };
}

async function fromFile<T>(file: string, use: (pem: string) => T): Promise<T> {
  try {
    return use(await readFile(file, 'utf8'));
  } catch (cause) {
    const reason = isNativeError(cause) ? cause.message : String(cause);
    throw new Error(`The key file ${file} can't be used: ${reason}`, { cause });
  }
}
