import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { query } from './tables.js';

const NAME = `kit_${randomBytes(8).toString('hex')}`;

describe('drizzle-kit, after the migrations', () => {
  const url = new URL(process.env['DATABASE_URL'] ?? '');
  url.pathname = NAME;

  before(() => query(`CREATE DATABASE ${NAME}`));
  after(() => query(`DROP DATABASE ${NAME} WITH (FORCE)`));

  const run = (command: string, ...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(`node_modules/.bin/${command}`, args, { encoding: 'utf8' });
    assert.equal(status, 0, stdout + stderr);
    return stdout;
  };
  const push = () =>
    run('drizzle-kit', 'push', '--dialect=postgresql', '--schema=./after/schema.ts', `--url=${url.href}`);

  it('proposes nothing', () => {
    assert.match(push(), /Changes applied/);
    assert.match(run('portcullis', 'migrate', '--schema', 'auth', '--url', url.href), /migrations ran/);
    assert.match(push(), /No changes detected/);
  });
});
