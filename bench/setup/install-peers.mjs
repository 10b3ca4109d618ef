// @ts-check
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { BENCH } from './paths.mjs';

/** Installs the packages of the bench from its lockfile, unless they are installed. */
export function installPeers() {
  const installed = join(BENCH, 'node_modules', '.package-lock.json');
  const isFresh =
    existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(BENCH, 'package-lock.json')).mtimeMs;
  if (isFresh) {
    return;
  }
  process.stderr.write('Installing what the service is measured against …\n');
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];
  const { status } = spawnSync('npm', args, { cwd: BENCH, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) {
    throw new Error('npm ci failed in bench/');
  }
}
