import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { run } from '../support/process.js';
import { type AuthorizationServer, PASSWORD, TILL } from './service.js';

const MODULES = 'authlib, requests_oauthlib';

/** Both clients refuse http without this setting. The service of the test listens on loopback. */
const OVER_LOOPBACK = { AUTHLIB_INSECURE_TRANSPORT: '1', OAUTHLIB_INSECURE_TRANSPORT: '1' };

/** Finds a Python with both clients, Debian's first; `undefined` if there is none. */
export function findPython(): string | undefined {
  return ['/usr/bin/python3', 'python3'].find(
    (python) => spawnSync(python, ['-c', `import ${MODULES}`], { stdio: 'ignore' }).status === 0,
  );
}

/** Runs the program of a client against the service, and returns its results. */
export async function runPythonClient(
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
    USERNAME: 'alice',
    PASSWORD,
  });
  const { code } = await client.exited;
  if (code !== 0) {
    throw new Error(client.stderr());
  }
  return JSON.parse(client.stdout()) as unknown;
}
