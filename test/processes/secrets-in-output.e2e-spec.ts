import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from '../support/client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { launch, sharedBy, startProcess, temporaryFolder } from '../support/process.js';
import { query } from './query.js';

const PASSWORD = 'canary-7d42-passphrase';
const SECRET = 'canary-9a11-secret, of more than 32 bytes';
const PREVIOUS_SECRET = 'canary-7c25-previous, of more than 32 bytes';
const HASH = /\$2[aby]\$|\$bcrypt-sha256\$/;
const JWT = /eyJ[\w-]{10,}/;

describe('the output of a process at the most verbose level', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('contains no password, token, hash or key, even when requests fail', async () => {
    const env = {
      ...sharedBy(database.url),
      AUTH_JWT_SECRET: SECRET,
      AUTH_JWT_SECRET_PREVIOUS: PREVIOUS_SECRET,
      LOG_LEVEL: 'trace',
    };
    const service = await startProcess({ env });
    const client = new Client(service.url);
    const { token } = await client.newcomer('alice', PASSWORD);
    await client.me(token);
    await client.me(`${token}x`);
    await client.get(`/me?access_token=${token}`);
    await client.signIn('alice', `${PASSWORD}, almost`);
    await client.signIn('nobody', PASSWORD);
    await client.postForm('/token', { username: 'alice', password: PASSWORD, scope: 'unknown', client_secret: SECRET });
    await client.postForm(`/token?password=${PASSWORD}`, `username=alice&password=${PASSWORD}&password=${PASSWORD}`);
    await client.register({ username: 'ALICE', email: 'other@example.com', password: PASSWORD });
    await client.postJson('/register', `{"username": "bob", "password": "${PASSWORD}`);
    await client.postJson('/register', { username: 'bob', email: 'no address', password: PASSWORD, extra: PASSWORD });
    await client.postJson('/register', { username: 'bob', email: 'b@example.com', password: [PASSWORD] });
    await client.postForm('/register', { password: PASSWORD });
    await client.postJson('/register', PASSWORD.repeat(2_000));
    await client.get('/nowhere', { Authorization: `Basic ${btoa(`alice:${PASSWORD}`)}` });

    // The database refuses a row, and a table disappears, during requests.
    await query(database.url, `ALTER TABLE users ADD CONSTRAINT no_bob CHECK (username <> 'bob')`);
    const refused = await client.register({ username: 'bob', email: 'bob@example.com', password: PASSWORD });
    await query(database.url, 'ALTER TABLE users RENAME TO people');
    const broken = await Promise.all([
      client.register({ username: 'carol', email: 'carol@example.com', password: PASSWORD }),
      client.signIn('alice', PASSWORD),
      client.me(token),
    ]);
    expect([refused, ...broken].map(({ status }) => status)).toEqual([500, 500, 500, 500]);
    for (const { text } of [refused, ...broken]) {
      expect(text).not.toMatch(/SELECT|INSERT|users|no_bob|\.js:/);
    }

    service.signal('SIGTERM');
    await service.exited;
    const printed = service.stdout() + service.stderr();
    expect(printed).toContain('no_bob');
    expect(printed).toContain('"msg":"request"');
    for (const [what, secret] of Object.entries({
      password: PASSWORD,
      'password in Base64': btoa(`alice:${PASSWORD}`),
      key: SECRET.slice(0, 18),
      'previous key': PREVIOUS_SECRET.slice(0, 18),
      token,
      signature: token.split('.')[2]!,
      ...databasePassword(database.url),
    })) {
      expect({ what, isPrinted: printed.includes(secret) }).toEqual({ what, isPrinted: false });
    }
    expect({ hash: HASH.test(printed), token: JWT.test(printed) }).toEqual({ hash: false, token: false });
  });

  it('contains neither the password of a database nor a generated secret', async () => {
    const dataDir = await temporaryFolder();
    const service = await startProcess({ env: { DATA_DIR: dataDir, LOG_LEVEL: 'trace', AUTH_BCRYPT_COST: '4' } });
    const { token } = await new Client(service.url).newcomer('alice', PASSWORD);
    service.signal('SIGTERM');
    await service.exited;

    const refused = new URL(database.url);
    refused.password = PASSWORD;
    refused.username = 'nobody_of_this_name';
    const env = { ...sharedBy(refused.href), NODE_ENV: 'production', AUTH_BCRYPT_COST: '10', LOG_LEVEL: 'trace' };
    const stranger = await launch({ env });
    expect((await stranger.exited).code).toBe(1);
    expect(stranger.stderr()).toMatch(/nobody_of_this_name/);

    const printed = [service, stranger].map(({ stdout, stderr }) => stdout() + stderr()).join('');
    for (const file of ['jwt.secret', 'postgres.password']) {
      expect(printed).not.toContain((await readFile(join(dataDir, file), 'utf8')).trim());
    }
    for (const secret of [PASSWORD, token]) {
      expect(printed.includes(secret)).toBe(false);
    }
    expect({ hash: HASH.test(printed), token: JWT.test(printed) }).toEqual({ hash: false, token: false });
  });
});

/** A password that is a common word may be in the output for other reasons, so it is left out. */
function databasePassword(url: string): Record<string, string> {
  const { password } = new URL(url);
  return password.length < 12 ? {} : { 'password of the database': password };
}
