import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { it } from 'node:test';
import { query } from './tables.js';

const portcullis = (...args: string[]) => portcullisIn('.', ...args);

function portcullisIn(cwd: string, ...args: string[]) {
  return spawnSync(resolve('node_modules/.bin/portcullis'), args, { cwd, encoding: 'utf8' });
}

it('migrates once by the command', () => {
  assert.equal(portcullis('migrate', '--schema', 'migrated').status, 0);
  assert.match(portcullis('migrate', '--schema', 'migrated').stdout, /^Nothing to do: all \d+ migrations have run\n$/);
});

it('can migrate by the SQL that the command prints', async () => {
  const { status, stdout } = portcullis('sql', '--schema', 'printed');
  assert.equal(status, 0);
  await query(stdout);
  assert.match(portcullis('migrate', '--schema', 'printed').stdout, /^Nothing to do/);
});

it('gets a sentence for wrong usage', () => {
  const { status, stderr } = portcullis('migrate', '--shema', 'auth');
  assert.equal(status, 2);
  assert.match(stderr, /^[^\n]*--shema[^\n]*\n$/);
});

it('is told in another folder where to run it', () => {
  const { status, stderr } = portcullisIn('dist', 'migrate');
  assert.equal(status, 2);
  assert.match(stderr, /^[^\n]*Run the command in the folder of the application\.\n$/);
});
