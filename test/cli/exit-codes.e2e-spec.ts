import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { query } from '../processes/query.js';
import { createTestDatabase } from '../support/database.js';
import { temporaryFolder } from '../support/process.js';
import { users, usersIn } from './users.command.js';

describe('npm run users, with wrong arguments', () => {
  it.each([
    [['grant', 'alice', 'boss'], 'Allowed choices are admin.'],
    [['revoke', 'alice', 'boss'], 'Allowed choices are admin.'],
    [['promote', 'alice'], "unknown command 'promote'"],
    [['grant', 'alice'], "missing required argument 'role'"],
    [['activate'], "missing required argument 'username'"],
    [['activate', 'alice', 'bob'], 'too many arguments'],
    [['password', 'alice', '--stdin'], 'Standard input is empty'],
    [['list', '--active', '--inactive'], 'cannot be used with'],
    [['list', '--all'], "unknown option '--all'"],
    [[], 'Usage:'],
  ])('prints the error and exits with 2: %j', async (args, complaint) => {
    // No server listens at this address: the arguments are checked before a connection is opened.
    const { code, stdout, stderr } = await users(args, { DATABASE_URL: 'postgres://unknown@127.0.0.1:1/nowhere' });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(complaint);
  });

  it.each([['--help'], ['grant', '--help']])('prints the usage and exits with 0: %s', async (...args) => {
    const { code, stdout, stderr } = await users(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Usage: npm run users --');
  });

  it('lists every command and exit code', async () => {
    const { stdout } = await users(['--help']);
    for (const word of [
      'grant',
      'revoke',
      'list',
      'activate',
      'deactivate',
      'verify',
      'password',
      '0  done',
      '1  ',
      '2  wrong',
      '3  no such',
      '4  the password',
    ]) {
      expect(stdout).toContain(word);
    }
  });
});

describe('npm run users, after a failure', () => {
  it('prints one sentence if the database can not be reached, and exits with 1', async () => {
    const env = { DATABASE_URL: 'postgres://portcullis:canary@127.0.0.1:1/portcullis' };
    const { code, stdout, stderr } = await users(['grant', 'alice', 'admin'], env);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^The database at 127\.0\.0\.1:1\/portcullis is out of reach [^\n]+\n$/);
    expect(stderr).not.toContain('canary');
  });

  it.each([
    [{ NODE_ENV: 'production' }, '  DATABASE_URL must be set in production\n'],
    [{ DATABASE_URL: 'mysql://canary@localhost/db' }, '  DATABASE_URL must be a URL that starts with postgres://\n'],
  ])('names the wrong setting and exits with 1: %j', async (env, complaint) => {
    const stderr = `The configuration is not usable:\n${complaint}`;
    expect(await users(['list'], env)).toEqual({ code: 1, stdout: '', stderr });
  });

  it('prints why a migration refuses a table, and does not change the table', async () => {
    const database = await createTestDatabase();
    await query(database.url, 'CREATE TABLE users (id uuid)');
    const { code, stderr } = await users(['list'], { DATABASE_URL: database.url });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^The table "users" can't be adopted, and has not been changed: [^\n]+\n$/);
    await database.drop();
  });
});

describe('npm run users, in production', () => {
  it('needs no secret, migrates an empty database, and reads its settings from .env', async () => {
    const database = await createTestDatabase();
    const folder = await temporaryFolder();
    const settings = `NODE_ENV=production\nDATABASE_URL=${database.url}\nAUTH_JWT_SECRET=short\n`;
    await writeFile(join(folder, '.env'), settings);
    const stdout = 'id  username  email  verified  active  roles\n';
    expect(await usersIn(folder, ['list'])).toEqual({ code: 0, stdout, stderr: '' });
    await database.drop();
  });
});
