import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { failureOf } from '../../src/cli/failure.js';
import { withUserTools } from '../../src/cli/user-tools.js';
import { usersProgram } from '../../src/cli/users.program.js';
import { query } from '../processes/query.js';
import { Client } from '../support/client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { sharedBy, startProcess } from '../support/process.js';
import { users, usersFed } from './users.command.js';

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
  const runHere = (...args: string[]) => runWith('', ...args);

  /** With this password on standard input. */
  async function runWith(password: string, ...args: string[]): Promise<string> {
    process.env['DATABASE_URL'] = database.url;
    let printed = '';
    const program = usersProgram(
      withUserTools,
      (text) => (printed += text),
      async () => password,
    );
    await program.parseAsync(args, { from: 'user' });
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

  it('marks an e-mail address as verified', async () => {
    const { token } = await client.newcomer('vera');
    expect((await client.me(token)).body).toMatchObject({ email_verified: false });
    expect((await run('verify', 'VERA')).stdout).toMatch(/^\d+ +vera +vera@example\.com +yes +yes$/m);
    expect((await client.me(token)).body).toMatchObject({ email_verified: true });
    expect(await runHere('verify', 'vera')).toMatch(/vera@example\.com +yes +yes$/m);
  });

  it('sets a password from standard input, and ends all sessions of the user', async () => {
    const { token, password } = await client.newcomer('paula');
    const env = { DATABASE_URL: database.url, AUTH_BCRYPT_COST: '4' };
    const changed = await usersFed('another unlikely passphrase\n', ['password', 'PAULA', '--stdin'], env);
    expect(changed).toEqual({ code: 0, stdout: expect.stringMatching(HEADINGS), stderr: '' });
    expect(changed.stdout).toMatch(/paula@example\.com +no +yes$/m);
    expect((await client.me(token)).status).toBe(401);
    expect((await client.signIn('paula', password)).status).toBe(401);
    expect((await client.signIn('paula', 'another unlikely passphrase')).status).toBe(200);
  });

  it.each([
    ['pia', 'short', 'The password must have at least 8 characters.'],
    ['paul', '1234567890', 'The password is on the list of common passwords: choose another one.'],
    ['petra', 'Petra@example.com', 'The password must be more than a name or an e-mail address.'],
  ])('exits with 4 if the policy refuses the password of %s: %s', async (username, password, sentence) => {
    const { token } = await client.newcomer(username);
    const failure = await runWith(password, 'password', username, '--stdin').catch(failureOf);
    expect(failure).toEqual({ sentence, exitCode: 4 });
    expect((await client.me(token)).status).toBe(200);
  });

  it('exits with 3 if there is no such user', async () => {
    const sentence = 'There is no user of this name: unknown';
    expect(await run('grant', 'unknown', 'admin')).toEqual({ code: 3, stdout: '', stderr: `${sentence}\n` });
    for (const args of [
      ['revoke', 'unknown', 'admin'],
      ['activate', 'unknown'],
      ['deactivate', 'unknown'],
      ['verify', 'unknown'],
      ['password', 'unknown', '--stdin'],
    ]) {
      const failure = await runWith('an unlikely passphrase', ...args).catch(failureOf);
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
