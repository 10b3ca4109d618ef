// @ts-check
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { BENCH } from './paths.mjs';

/** Installs the packages of the bench from its lockfile and generates its client of Prisma, unless that is done. */
export function installPeers() {
  // The last file that the steps below write.
  const installed = join(BENCH, 'node_modules', '.prisma', 'client', 'index.js');
  const isFresh =
    existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(BENCH, 'package-lock.json')).mtimeMs;
  if (isFresh) {
    return;
  }
  process.stderr.write('Installing what the service is measured against …\n');
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
  // A client needs no engine. The variable names a program to keep Prisma from downloading one, and generating does not run it.
  run('npx', ['prisma', 'generate', '--schema', 'layers/schema.prisma'], {
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
  });
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Record<string, string>} [env]
 */
function run(command, args, env) {
  const { status } = spawnSync(command, args, {
    cwd: BENCH,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) {
    throw new Error(`${command} ${args.join(' ')} failed in bench/`);
  }
}
