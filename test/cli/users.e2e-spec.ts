import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { failureOf } from '../../src/cli/failure.js';
import { withUserTools } from '../../src/cli/user-tools.js';
import { usersProgram } from '../../src/cli/users.program.js';
import { query } from '../processes/query.js';
import { Client } from '../support/client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { sharedBy, startProcess } from '../support/process.js';
import { users } from './users.command.js';

const HEADINGS = /^id +username +email +verified +active +roles$/m;

describe('npm run users, during the run of a service', () => {
  let database: TestDatabase;
  let client: Client;

  beforeAll(async () => {
    database = await createTestDatabase();
    client = new Client((await startProcess({ env: sharedBy(database.url) })).url);
  });
  afterAll(() => database.drop());

  const run = (...args: string[]) => users(args, { DATABASE_URL: database.url });

  /** Runs the command in this process and returns its output: a start of the script takes a second. */
  async function runHere(...args: string[]): Promise<string> {
    process.env['DATABASE_URL'] = database.url;
    let printed = '';
    await usersProgram(withUserTools, (text) => (printed += text)).parseAsync(args, { from: 'user' });
    return printed;
  }

  it('grants and revokes a role, with effect from the next request', async () => {
    const { token } = await client.newcomer('alice');
    const granted = await run('grant', 'ALICE', 'admin');
    expect(granted).toEqual({ code: 0, stdout: expect.stringMatching(HEADINGS), stderr: '' });
    expect(granted.stdout).toMatch(/^\d+ +alice +alice@example\.com +no +yes +admin$/m);
    expect((await client.me(token)).body).toMatchObject({ roles: ['admin'] });
    expect((await run('grant', 'alice', 'admin')).code).toBe(0);
    expect((await client.me(token)).body).toMatchObject({ roles: ['admin'] });
    expect((await run('revoke', 'alice', 'admin')).stdout).toMatch(/^\d+ +alice +alice@example\.com +no +yes$/m);
    expect((await client.me(token)).body).toMatchObject({ roles: [] });
  });

  it('makes a user an administrator, who may then list users', async () => {
    const { username, password } = await client.newcomer('first');
    await run('grant', 'first', 'admin');
    const { body } = await client.postForm('/token', { username, password, scope: 'users:read' });
    const list = () => client.get('/users', { Authorization: `Bearer ${String(body['access_token'])}` });
    expect((await list()).status).toBe(200);
    await run('revoke', 'first', 'admin');
    expect((await list()).status).toBe(403);
  });

  it('deactivates a user from the next request on, and activates the user again', async () => {
    const { token } = await client.newcomer('bob');
    expect((await run('deactivate', 'bob')).stdout).toMatch(/bob@example\.com +no +no$/m);
    expect((await client.me(token)).status).toBe(400);
    expect((await run('activate', 'bob')).stdout).toMatch(/bob@example\.com +no +yes$/m);
    // The old session has ended (ASVS 7.4.2), so the user signs in again.
    expect((await client.me(token)).status).toBe(401);
    expect((await client.signIn('bob', 'an unlikely passphrase')).status).toBe(200);
  });

  it('exits with 3 if there is no such user', async () => {
    const sentence = 'There is no user of this name: unknown';
    expect(await run('grant', 'unknown', 'admin')).toEqual({ code: 3, stdout: '', stderr: `${sentence}\n` });
    for (const args of [
      ['revoke', 'unknown', 'admin'],
      ['activate', 'unknown'],
      ['deactivate', 'unknown'],
    ]) {
      const failure = await runHere(...args).catch(failureOf);
      expect(failure).toEqual({ sentence, exitCode: 3 });
    }
  });

  it('lists all users, or those that match', async () => {
    await query(
      database.url,
      `INSERT INTO users (username, username_canonical, email, email_canonical, is_active)
       SELECT 'Crowd ' || n, 'crowd ' || n, n || '@c', n || '@c', n > 5 FROM generate_series(1, 2500) AS n`,
    );
    const lines = (table: string) => table.trimEnd().split('\n').length - 1;
    const linesOf = async (...args: string[]) => lines(await runHere('list', ...args));
    expect(await linesOf('--name', 'crowd')).toBe(2_500);
    expect(await linesOf('--name', 'CROWD', '--inactive')).toBe(5);
    expect(await linesOf('--name', 'crowd 250', '--active')).toBe(2);
    expect(await linesOf('--name', 'no such name')).toBe(0);
    const all = await query(database.url, 'SELECT count(*)::int FROM users');
    expect(lines((await run('list')).stdout)).toBe(all[0]!['count']);
  });
});
