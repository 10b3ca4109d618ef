import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { it } from 'node:test';
import { query } from './tables.js';

const portcullis = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync('node_modules/.bin/portcullis', args, { encoding: 'utf8' });
  return { status, stdout, stderr };
};

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
