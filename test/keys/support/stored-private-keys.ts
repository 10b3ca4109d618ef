import { createDecipheriv, createPrivateKey, hkdfSync, type KeyObject } from 'node:crypto';
import { query } from '../../processes/query.js';
import { TEST_SECRET } from '../../support/secret.js';

interface Row {
  readonly kid: string;
  readonly algorithm: string;
  readonly private_key: Buffer;
}

/** The private keys of the table, decrypted with the secret as the documentation describes, without code of the library. */
export async function storedPrivateKeys(databaseUrl: string): Promise<KeyObject[]> {
  const rows = (await query(databaseUrl, 'SELECT kid, algorithm, private_key FROM signing_keys')) as unknown as Row[];
  const secret = Buffer.from(hkdfSync('sha256', TEST_SECRET, '', 'portcullis signing keys at rest', 32));
  return rows.map(({ kid, algorithm, private_key: sealed }) => {
    const decipher = createDecipheriv('aes-256-gcm', secret, sealed.subarray(1, 13));
    decipher.setAAD(Buffer.from(JSON.stringify([kid, algorithm]))).setAuthTag(sealed.subarray(13, 29));
    const plain = Buffer.concat([decipher.update(sealed.subarray(29)), decipher.final()]);
    return createPrivateKey({ key: plain, format: 'der', type: 'pkcs8' });
  });
}

/** The private key in every form in which it could leak. */
export function privateForms(key: KeyObject): string[] {
  const der = key.export({ format: 'der', type: 'pkcs8' });
  const { d = '' } = key.export({ format: 'jwk' });
  const bare = Buffer.from(d, 'base64url');
  return [der, bare].flatMap((bytes) => [
    bytes.toString('base64').slice(-40),
    bytes.toString('base64url').slice(-40),
    bytes.toString('hex').slice(-40),
  ]);
}
