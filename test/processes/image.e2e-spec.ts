import { cp, readFile, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase } from '../support/database.js';
import { eventually, run, sharedBy, type StartedProcess, temporaryFolder } from '../support/process.js';

const ROOT = join(import.meta.dirname, '../..');

describe('the image', () => {
  let app: string;

  beforeAll(async () => {
    app = await temporaryFolder();
    await cp(join(ROOT, 'dist'), join(app, 'dist'), { recursive: true });
    for (const folder of await removedFolders()) {
      await rm(join(app, folder), { recursive: true });
    }
    await cp(join(ROOT, 'package.json'), join(app, 'package.json'));
    await symlink(join(ROOT, 'node_modules'), join(app, 'node_modules'));
  });

  const start = (script: string, args: string[], env: Record<string, string>): Promise<StartedProcess> =>
    run(process.execPath, [join(app, script), ...args], { PORT: '0', ...env });

  it('contains no part of the embedded PostgreSQL', async () => {
    expect(await removedFolders()).toEqual(['dist/tools', 'dist/development']);
    const service = await start('dist/main.js', [], { DATA_DIR: join(app, 'data') });
    expect(await service.exited).toEqual({ code: 1, signal: null });
    expect(service.stderr()).toBe(
      'The embedded PostgreSQL is not part of this install: set DATABASE_URL and AUTH_JWT_SECRET, or start the service from a ' +
        'checkout with the dev dependencies.\n',
    );
  });

  it('runs in production without it', async () => {
    const database = await createTestDatabase();
    const env = { ...sharedBy(database.url), NODE_ENV: 'production', AUTH_BCRYPT_COST: '12' };
    const list = await start('dist/cli/users.js', ['list'], env);
    expect({ ...(await list.exited), stderr: list.stderr() }).toEqual({ code: 0, signal: null, stderr: '' });
    const service = await start('dist/main.js', [], env);
    await eventually(() => service.stdout().includes('listening'), 30_000);
    service.signal('SIGTERM');
    expect(await service.exited).toEqual({ code: 0, signal: null });
    await database.drop();
  });
});

/** @returns the folders that the Dockerfile deletes from the build */
async function removedFolders(): Promise<string[]> {
  const dockerfile = await readFile(join(ROOT, 'Dockerfile'), 'utf8');
  return /^RUN npm run build && rm -r (.+)$/m.exec(dockerfile)?.[1]?.split(' ') ?? [];
}
