import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { eventually, run, type StartedService } from '../support/process.js';

const PROGRAM = join(import.meta.dirname, 'fastapi_service.py');
const MODULES = 'email_validator, fastapi, jose, multipart, passlib.hash, psycopg2, sqlalchemy, uvicorn';

/** Finds a Python with the packages of the old service; `undefined` if there is none. */
export function findPython(): string | undefined {
  return ['python3', '/usr/bin/python3'].find(
    (python) => spawnSync(python, ['-c', `import ${MODULES}`], { stdio: 'ignore' }).status === 0,
  );
}

/** Starts the old service on a free port. It creates its tables itself. */
export async function startFastApi(python: string, databaseUrl: string): Promise<StartedService> {
  const service = await run(python, ['-B', PROGRAM], { DATABASE_URL: databaseUrl });
  const url = await eventually(() => /^http:\S+/.exec(service.stdout())?.[0], 20_000);
  await eventually(
    () =>
      fetch(url).then(
        ({ ok }) => ok,
        () => false,
      ),
    20_000,
  );
  return { ...service, url };
}
