import { execFileSync } from 'node:child_process';
import { chmod, chown, link, lstat, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openDataFolder } from './data-folder.js';
import { openPrivateLog, readPrivateFile, replacePrivateFile } from './private-file.js';

const FILES = [
  'postgres.log',
  'postgres.password',
  'postgres.lock',
  'postgres.leases',
  'postgres.password.new',
  'jwt.secret',
];

describe('openDataFolder', () => {
  let above: string;
  let dataDir: string;
  let victim: string;

  beforeEach(async () => {
    above = await mkdtemp(join(tmpdir(), 'portcullis-data-'));
    dataDir = join(above, 'data');
    victim = join(above, 'victim');
    await writeFile(victim, 'untouched', { mode: 0o640 });
  });

  afterEach(() => rm(above, { recursive: true, force: true }));

  const modeOf = async (path: string) => (await lstat(path)).mode & 0o7777;

  /** Everything about the folder that a start could change. */
  async function snapshot(path: string): Promise<unknown> {
    const { mode, uid, gid } = await lstat(path);
    // Other programs may write in /tmp meanwhile.
    return { mode, uid, gid, names: path === dataDir ? await readdir(path) : [] };
  }

  async function expectRefusal(path: string, message: string | RegExp): Promise<void> {
    const before = await snapshot(path);
    await expect(openDataFolder(path)).rejects.toThrow(message);
    expect(await snapshot(path)).toEqual(before);
  }

  it('makes a new folder, closed to other users', async () => {
    await openDataFolder(join(dataDir, 'below'));
    expect(await modeOf(join(dataDir, 'below'))).toBe(0o700);
  });

  it.each([0o755, 0o775, 0o750])('takes an empty folder with the mode %o, and closes it', async (mode) => {
    await mkdir(dataDir);
    await chmod(dataDir, mode);
    await openDataFolder(dataDir);
    expect(await modeOf(dataDir)).toBe(0o700);
  });

  it.each(['lost+found', '.gitkeep', 'mailbox'])('takes a folder with nothing but %s', async (name) => {
    await mkdir(join(dataDir, name), { recursive: true });
    await openDataFolder(dataDir);
    expect(await readdir(dataDir)).toEqual([name]);
  });

  it('opens a folder that it has used before, and leaves its mode when it holds other files as well', async () => {
    await mkdir(join(dataDir, 'postgres'), { recursive: true });
    await writeFile(join(dataDir, 'postgres.password'), 'secret');
    await openDataFolder(dataDir);
    expect(await modeOf(dataDir)).toBe(0o700);
    await writeFile(join(dataDir, 'dump.sql'), '');
    await chmod(dataDir, 0o755);
    await openDataFolder(dataDir);
    expect(await modeOf(dataDir)).toBe(0o755);
  });

  it.each([0o755, 0o700, 0o1777])(
    'refuses a folder with other content and the mode %o, and leaves it',
    async (mode) => {
      await mkdir(dataDir);
      await writeFile(join(dataDir, 'others.txt'), 'hello');
      await chmod(dataDir, mode);
      await expectRefusal(
        dataDir,
        `${dataDir} holds what Portcullis has not made (others.txt): set DATA_DIR to a new or an empty folder.`,
      );
    },
  );

  it.each([0o1777, 0o777, 0o1700])('refuses an empty folder that is shared by its mode %o', async (mode) => {
    await mkdir(dataDir);
    await chmod(dataDir, mode);
    await expectRefusal(dataDir, `Other users may write in ${dataDir}: `);
  });

  it.each(['/', tmpdir(), homedir()])('refuses %s', async (path) => {
    await expectRefusal(path, /(?:set DATA_DIR to a new or an empty folder|a folder of your own)/);
  });

  it('refuses the home folder though it is empty', async () => {
    const script = `
      import { openDataFolder } from ${JSON.stringify(join(import.meta.dirname, '../../../dist/tools/embedded-postgres/src/data-folder.js'))};
      await openDataFolder(process.env.HOME).catch((error) => process.stdout.write(error.message));`;
    await mkdir(dataDir);
    const options = { env: { ...process.env, HOME: dataDir }, encoding: 'utf8' } as const;
    const printed = execFileSync(process.execPath, ['--input-type=module', '-e', script], options);
    expect(printed).toBe(`${dataDir} is no folder for one program alone: set DATA_DIR to a new or an empty folder.`);
    expect(await modeOf(dataDir)).not.toBe(0o700);
  });

  it.each(['', 'below'])('refuses a file in a sentence, and what lies below it: %p', async (below) => {
    const path = join(victim, below);
    const sentence = `${path} is not a folder, or lies below a file: set DATA_DIR to another one.`;
    await expect(openDataFolder(path)).rejects.toThrow(sentence);
  });

  it.each(FILES)('refuses a folder in which %s is a symbolic link, and does not follow it', async (name) => {
    await mkdir(dataDir, { mode: 0o700 });
    await symlink(victim, join(dataDir, name));
    await expect(openDataFolder(dataDir)).rejects.toThrow(`${join(dataDir, name)} is a symbolic link: remove it`);
  });

  it.each(['postgres.log', 'jwt.secret'])('refuses a folder in which %s has another name elsewhere', async (name) => {
    await mkdir(dataDir, { mode: 0o700 });
    await link(victim, join(dataDir, name));
    await expect(openDataFolder(dataDir)).rejects.toThrow(`${join(dataDir, name)} is a hard link: remove it`);
  });

  it('opens no file through a symbolic link, and no pipe', async () => {
    const trap = join(above, 'trap');
    await symlink(victim, trap);
    await expect(openPrivateLog(trap)).rejects.toThrow(`${trap} must be a regular file`);
    await expect(readPrivateFile(trap)).rejects.toThrow(`${trap} must be a regular file`);
    const pipe = join(above, 'pipe');
    execFileSync('mkfifo', [pipe]);
    await expect(readPrivateFile(pipe)).rejects.toThrow(`${pipe} must be a regular file`);
    await symlink(victim, join(above, 'file.new'));
    await replacePrivateFile(join(above, 'file'), 'content');
    expect(await readPrivateFile(join(above, 'file'))).toBe('content');
    expect(await readPrivateFile(victim)).toBe('untouched');
    expect(await modeOf(victim)).toBe(0o640);
  });

  // Only root can set these up.
  if (process.getuid?.() === 0) {
    const NOBODY = 65_534;

    it('refuses the folder of another user, for root as well', async () => {
      await mkdir(dataDir, { mode: 0o700 });
      await chown(dataDir, NOBODY, NOBODY);
      await expectRefusal(dataDir, `${dataDir} belongs to another user (${NOBODY}): run the service as that user`);
    });

    it('refuses a symbolic link of another user to a folder of one’s own', async () => {
      const alias = join(above, 'alias');
      await mkdir(dataDir, { mode: 0o755 });
      await symlink(dataDir, alias);
      await openDataFolder(alias);
      await chmod(dataDir, 0o755);
      execFileSync('chown', ['-h', String(NOBODY), alias]);
      await expect(openDataFolder(alias)).rejects.toThrow(`${alias} belongs to another user`);
      expect(await modeOf(dataDir)).toBe(0o755);
    });

    it('refuses a file of another user, which was left there while the folder was open', async () => {
      await mkdir(dataDir, { mode: 0o700 });
      await writeFile(join(dataDir, 'postgres.password'), 'known to another user');
      await chown(join(dataDir, 'postgres.password'), NOBODY, NOBODY);
      await expectRefusal(dataDir, `${join(dataDir, 'postgres.password')} belongs to another user`);
    });
  }
});
