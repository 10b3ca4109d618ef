// @ts-check
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfStale } from '../../scripts/build.mjs';
import { BENCH, DIST, ROOT } from './paths.mjs';

/** Compiles the service and the applications of the bench if a source is newer than the last build. */
export function compile() {
  buildIfStale();
  const compiled = join(DIST, 'bench', 'apps', 'policies.js');
  if (existsSync(compiled) && newestSource() <= statSync(compiled).mtimeMs) {
    return;
  }
  const nest = join(ROOT, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
  const { status } = spawnSync(process.execPath, [nest, 'build', 'bench'], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) {
    throw new Error('The applications of the bench do not compile');
  }
}

function newestSource() {
  const folders = ['apps', 'floors', 'peers/nest-docs'].map((folder) => join(BENCH, folder));
  const files = folders.flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)));
  return Math.max(...files.map((file) => statSync(file).mtimeMs));
}
