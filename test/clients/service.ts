import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { Client } from '../support/client.js';
import { freePort } from '../support/free-port.js';
import { run, sharedBy, type StartedService, startProcess } from '../support/process.js';

/** A confidential client whose secret has characters that must be encoded for HTTP Basic (RFC 6749, section 2.3.1). */
export const SHOP = { id: 'shop', secret: 'a+b/c d%e:f the secret of a shop' };

/** A confidential client whose secret needs no encoding: many clients leave the encoding out. */
export const TILL = { id: 'till', secret: 'the-secret-of-a-till_2b7e151628aed2a6' };

export const PASSWORD = 'an unlikely passphrase';
const AUDIENCE = 'portcullis';

/** The compiled service as an authorization server with discovery. */
export interface AuthorizationServer extends StartedService {
  /** The URL of the service. */
  readonly issuer: string;
  readonly audience: string;
  readonly client: Client;
  /** Rotates the keys from another process, as an operator does. */
  rotateKeys(): Promise<void>;
}

export async function startAuthorizationServer(
  databaseUrl: string,
  env: Record<string, string> = {},
): Promise<AuthorizationServer> {
  // The issuer contains the port, so the port is chosen before the start.
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

/** The header of an access token. Does not verify the signature. */
export function headerOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as Record<string, unknown>;
}
