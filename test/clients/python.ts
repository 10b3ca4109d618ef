import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { run } from '../support/process.js';
import { type AuthorizationServer, PASSWORD, TILL } from './service.js';

const MODULES = 'authlib, requests_oauthlib';

/** Both take http for a mistake, unless they are told; what they are asked is on loopback. */
const OVER_LOOPBACK = { AUTHLIB_INSECURE_TRANSPORT: '1', OAUTHLIB_INSECURE_TRANSPORT: '1' };

/** A Python that has both clients, if there is one: Debian's first, whose packages they are. */
export function findPython(): string | undefined {
  return ['/usr/bin/python3', 'python3'].find(
    (python) => spawnSync(python, ['-c', `import ${MODULES}`], { stdio: 'ignore' }).status === 0,
  );
}

/** Has a client's program use the service, and tells what it saw. */
export async function useBy(
  python: string,
  program: string,
  server: AuthorizationServer,
  authMethod: string,
): Promise<unknown> {
  const client = await run(python, ['-B', join(import.meta.dirname, program)], {
    ...OVER_LOOPBACK,
    ISSUER: server.issuer,
    CLIENT_ID: TILL.id,
    CLIENT_SECRET: TILL.secret,
    AUTH_METHOD: authMethod,
    PERSON: 'alice',
    PASSWORD,
  });
  const { code } = await client.exited;
  if (code !== 0) {
    throw new Error(client.stderr());
  }
  return JSON.parse(client.stdout()) as unknown;
}
