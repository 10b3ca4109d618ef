import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Account } from './account.js';
import type { Binaries } from './binaries.js';
import type { DataFolder } from './data-folder.js';
import { programFailure } from './folder-failure.js';
import { createPassword, readPassword } from './password.js';
import { replacePrivateFile } from './private-file.js';
import { run } from './run.js';
import type { StartOptions } from './start-options.js';

export const SUPERUSER = 'portcullis';

const DRAFT = 'postgres.draft-';

/**
 * Creates the cluster completely or not at all: builds it in a draft folder, and moves it when it is complete.
 *
 * @throws Error with the output of initdb
 */
export async function initialise(
  folder: DataFolder,
  binaries: Binaries,
  account: Account,
  { settings, onWaiting }: StartOptions,
): Promise<void> {
  const sync = settings?.['fsync'] !== 'off';
  await removeDrafts(folder, account);
  const password = (await readPassword(folder.password)) ?? (await createPassword(folder.password));
  const draft = join(folder.root, `${DRAFT}${randomUUID()}`);
  // Beside the draft, because this process writes nothing into a folder that another user owns.
  const passwordFile = `${draft}.password`;
  await mkdir(draft, { mode: 0o700 });
  await account.giveTo(draft);
  await replacePrivateFile(passwordFile, password);
  await account.giveTo(passwordFile);
  const cluster = join(draft, 'cluster');
  const ended = run(
    account.command(binaries.initdb, [...options(passwordFile), ...(sync ? [] : ['--no-sync']), '-D', cluster]),
    folder.root,
  );
  onWaiting?.();
  const { ok, output } = await ended;
  if (!ok) {
    throw programFailure(folder.root, `The embedded PostgreSQL could not make its cluster in ${folder.root}`, output);
  }
  await rename(cluster, folder.cluster);
  if (sync) {
    await syncFolder(folder.root);
  }
  await removeDrafts(folder, account);
}

function options(passwordFile: string): string[] {
  return [
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    // The same collation on every system, independent of the operating system and of ICU.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
  ];
}

/** Removes drafts of killed starts. A draft that initdb still writes stays until the next start. */
async function removeDrafts(folder: DataFolder, account: Account): Promise<void> {
  const drafts = (await readdir(folder.root))
    .filter((name) => name.startsWith(DRAFT))
    .map((name) => join(folder.root, name));
  for (const draft of drafts) {
    await (draft.includes('.password') ? rm(draft, { force: true }) : account.remove(draft));
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
