import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { Client } from '../support/client.js';
import { freePort } from '../support/free-port.js';
import { run, sharedBy, type StartedService, startProcess } from '../support/process.js';

/** A confidential client. Its secret has whatever RFC 6749, section 2.3.1 has encoded before it goes into Basic. */
export const SHOP = { id: 'shop', secret: 'a+b/c d%e:f the secret of a shop' };

/** Another, with a secret that reads the same encoded or not: many clients leave the encoding out. */
export const TILL = { id: 'till', secret: 'the-secret-of-a-till_2b7e151628aed2a6' };

export const PASSWORD = 'an unlikely passphrase';
const AUDIENCE = 'portcullis';

/** The compiled service as an authorization server that others discover. */
export interface AuthorizationServer extends StartedService {
  /** Its own address, byte for byte. */
  readonly issuer: string;
  readonly audience: string;
  readonly client: Client;
  /** Changes the keys, as an operator does, from another process. */
  rotateKeys(): Promise<void>;
}

export async function startAuthorizationServer(
  databaseUrl: string,
  env: Record<string, string> = {},
): Promise<AuthorizationServer> {
  // The issuer is part of what it is told at the start, and so is its port.
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  const clients = [SHOP, TILL].map(
    ({ id, secret }) => `${id}:${createHash('sha256').update(secret).digest('hex')}:introspect`,
  );
  const all = {
    ...sharedBy(databaseUrl),
    AUTH_JWT_ALGORITHM: 'ES256',
    AUTH_JWT_KEY_LEAD: '2s',
    AUTH_CLIENTS: clients.join(),
    ...env,
    AUTH_ISSUER: issuer,
    AUTH_AUDIENCE: AUDIENCE,
    PORT: String(port),
  };
  const service = await startProcess({ env: all });
  const rotateKeys = async () => {
    const script = join(import.meta.dirname, '../../dist/cli/keys.js');
    const command = await run(process.execPath, [script, 'rotate'], all);
    expect({ ...(await command.exited), stderr: command.stderr() }).toMatchObject({ code: 0, stderr: '' });
  };
  return { ...service, issuer, audience: AUDIENCE, client: new Client(service.url), rotateKeys };
}

/** Of an access token, without a look at its signature. */
export function headerOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as Record<string, unknown>;
}
