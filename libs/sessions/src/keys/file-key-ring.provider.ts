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
} from '@portcullis/auth';

export interface FileKeyRingOptions {
  /** PEM files. The first holds a private key, and signs; those after it are honoured, and may be public. */
  readonly files: readonly string[];
  /** What the first must be for. @default whatever it is for */
  readonly algorithm?: KeyPairAlgorithm | undefined;
}

/**
 * Keys from files, which stay the same until the next start. To rotate: add the new one last, then make it the first, then
 * take the old one away, with a start of every instance after each.
 *
 * @throws Error at the start, where a file can't be used; it names the file, and repeats nothing of it
 */
export function fileKeyRing({ files, algorithm }: FileKeyRingOptions): PortProvider<KeyRing> {
  return {
    useFactory: async () => {
      const [first, ...others] = files;
      if (first === undefined) {
        throw new Error('fileKeyRing needs at least one file.');
      }
      const current = await fromFile(first, (pem) => keyPairSigningKey(createPrivateKey(pem)));
      if (algorithm !== undefined && current.algorithm !== algorithm) {
        throw new Error(`The key file ${first} is for ${current.algorithm}, and ${algorithm} is asked for.`);
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
