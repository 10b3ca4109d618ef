import { chmod, chown, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { launch, temporaryFolder } from '../support/process.js';

const NOWHERE = 'postgres://portcullis@127.0.0.1:1/portcullis';

describe('the service, with a DATA_DIR of other files or of another user', () => {
  let above: string;
  let dataDir: string;

  beforeEach(async () => {
    above = await temporaryFolder();
    dataDir = join(above, 'data');
    await mkdir(dataDir);
  });

  async function refusal(env: Record<string, string> = {}): Promise<string> {
    const service = await launch({ env: { DATA_DIR: dataDir, ...env } });
    expect(await service.exited).toEqual({ code: 1, signal: null });
    return service.stderr();
  }

  it.each([0o1777, 0o755])('refuses a folder with other files, and keeps its mode %o', async (mode) => {
    await writeFile(join(dataDir, 'others.txt'), 'hello');
    await chmod(dataDir, mode);
    const sentence = `${dataDir} holds what Portcullis has not made (others.txt): set DATA_DIR to a new or an empty folder.\n`;
    expect(await refusal()).toBe(sentence);
    expect((await stat(dataDir)).mode & 0o7777).toBe(mode);
    expect(await readdir(dataDir)).toEqual(['others.txt']);
  });

  it('refuses the folder for its secret too, if DATABASE_URL is set', async () => {
    await writeFile(join(dataDir, 'others.txt'), 'hello');
    expect(await refusal({ DATABASE_URL: NOWHERE })).toContain(`${dataDir} holds what Portcullis has not made`);
    expect(await readdir(dataDir)).toEqual(['others.txt']);
  });

  it.each(['', 'too short'])('names the file if jwt.secret contains %p', async (secret) => {
    const file = join(dataDir, 'jwt.secret');
    await writeFile(file, secret);
    const printed = await refusal({ DATABASE_URL: NOWHERE });
    expect(printed).toBe(
      `${file} must hold a secret of at least 32 bytes, and does not: delete it, and a new one is made that ends all ` +
        'sessions, or set AUTH_JWT_SECRET.\n',
    );
  });

  // Only root could follow such a link to a protected file.
  if (process.getuid?.() === 0) {
    it.each(['postgres.log', 'postgres.password', 'jwt.secret', 'postgres.lock'])(
      'as root, does not change a file through a link of the owner of the folder: %s',
      async (name) => {
        const victim = join(above, 'root-only');
        await writeFile(victim, 'root only', { mode: 0o600 });
        await symlink(victim, join(dataDir, name));
        await chown(dataDir, 65_534, 65_534);
        expect(await refusal()).toContain(`${dataDir} belongs to another user (65534): run the service as that user`);
        const { uid, mode } = await stat(victim);
        expect({ uid, mode: mode & 0o777, content: await readFile(victim, 'utf8') }).toEqual({
          uid: 0,
          mode: 0o600,
          content: 'root only',
        });
      },
    );
  }
});
