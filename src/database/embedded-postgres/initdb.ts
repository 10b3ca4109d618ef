import { mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Account } from './account.js';
import type { Binaries } from './binaries.js';
import { shareWithOwner } from './data-folder.js';
import type { DataFolder } from './data-folder.js';
import { createPassword, readPassword } from './password.js';
import { run } from './run.js';
import type { StartOptions } from './start-options.js';

export const SUPERUSER = 'portcullis';

const DRAFT = 'postgres.draft-';

/**
 * Makes the cluster, whole or not at all: it is built in a folder beside its place and moved there when it is done.
 *
 * @throws Error with what initdb said
 */
export async function initialise(
  folder: DataFolder,
  binaries: Binaries,
  account: Account,
  { settings, onWaiting }: StartOptions,
): Promise<void> {
  const sync = settings?.['fsync'] !== 'off';
  await removeDrafts(folder);
  const password = (await readPassword(folder.password)) ?? (await createPassword(folder.password));
  await shareWithOwner(folder.root, folder.password);
  const draft = join(folder.root, `${DRAFT}${randomUUID()}`);
  const passwordFile = join(draft, 'password');
  await mkdir(draft, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  await account.giveTo(draft);
  const cluster = join(draft, 'cluster');
  const ended = run(
    account.command(binaries.initdb, [...options(passwordFile), ...(sync ? [] : ['--no-sync']), '-D', cluster]),
    folder.root,
  );
  onWaiting?.();
  const { ok, output } = await ended;
  if (!ok) {
    throw new Error(`The embedded PostgreSQL could not make its cluster in ${folder.root}: ${output}`);
  }
  await rename(cluster, folder.cluster);
  if (sync) {
    await syncFolder(folder.root);
  }
  await removeDrafts(folder);
}

function options(passwordFile: string): string[] {
  return [
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    // The same order and case rules on every system, with nothing of the operating system's or of ICU's in them.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
  ];
}

/** Of starts that were killed half way. One whose initdb is still writing stays until the next time. */
async function removeDrafts(folder: DataFolder): Promise<void> {
  for (const name of await readdir(folder.root)) {
    if (name.startsWith(DRAFT)) {
      await rm(join(folder.root, name), { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

async function syncFolder(path: string): Promise<void> {
  // Windows can't open a folder.
  if (process.platform === 'win32') {
    return;
  }
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
