// @ts-check
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { startChild } from '../process/child.mjs';
import { freePort } from '../process/free-port.mjs';
import { BENCH } from '../setup/paths.mjs';

const NEEDS = 'import fastapi, jose, multipart, psycopg2, sqlalchemy, uvicorn';

/** @returns {string | undefined} a Python that has all that the design needs */
export function pythonOfFastApi() {
  return ['/usr/bin/python3', 'python3'].find((python) => spawnSync(python, ['-c', NEEDS]).status === 0);
}

/** @param {{ python: string, databaseUrl: string, secret: string, folder: string }} options */
export async function startFastApi({ python, databaseUrl, secret, folder }) {
  const port = await freePort();
  return startChild({
    command: python,
    args: ['-m', 'uvicorn', 'main:app', '--port', String(port), '--no-access-log', '--log-level', 'warning'],
    port,
    readyPath: '/',
    cwd: join(BENCH, 'peers', 'fastapi'),
    log: join(folder, 'fastapi.log'),
    env: {
      DATABASE_URL: databaseUrl.replace('postgres://', 'postgresql://'),
      JWT_SECRET: secret,
      PYTHONDONTWRITEBYTECODE: '1',
    },
  });
}
