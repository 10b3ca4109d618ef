import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { PasswordHasher } from '@portcullis/auth';
import { SessionStore } from '@portcullis/sessions';
import { PostgresUserRepository } from '@portcullis/users';
import { Client as DatabaseClient } from 'pg';
import { DataSource } from 'typeorm';
import { BlockedPasswordHasher } from '../attacks/support/blocked.password-hasher.js';
import { until } from '../attacks/support/until.js';
import { query } from '../processes/query.js';
import { ADAPTERS } from '../support/adapters.js';
import { type Answer, Client } from '../support/client.js';
import { eventually, sharedBy, startProcess } from '../support/process.js';
import { startService, type TestService } from '../support/service.js';
import { expectInvalidGrant, PASSWORD, refresh, sessionIn, signedIn, tokensOf } from './tokens.js';

const INCORRECT = { status: 401, error: 'invalid_grant' };
const INACTIVE = { status: 400, error_description: 'Inactive user' };

describe.each(ADAPTERS)('a sign-in whose password is being hashed, on %s', (adapter) => {
  const hasher = new BlockedPasswordHasher();
  let service: TestService;

  beforeAll(async () => {
    service = await startService({
      adapter,
      override: (builder) => builder.overrideProvider(PasswordHasher).useValue(hasher),
    });
  });
  afterAll(() => service.stop());
  afterEach(() => hasher.release());

  const sql = (text: string, ...parameters: unknown[]) => query(service.databaseUrl, text, parameters);
  const livingOf = (id: string) =>
    sql('SELECT id FROM sessions WHERE COALESCE(user_id, subject) = $1 AND ended_at IS NULL', id);

  async function registered(username: string): Promise<string> {
    const email = `${username}@example.com`;
    return String((await service.client.register({ username, email, password: PASSWORD })).body['id']);
  }

  /** Signs in, and makes the change once the user has been read and before the password is verified. */
  async function signInDuring(username: string, change: () => Promise<unknown>): Promise<Answer> {
    hasher.begun.length = 0;
    hasher.block();
    const answer = service.client.signIn(username, PASSWORD);
    await until(() => hasher.begun.length > 0);
    await change();
    hasher.release();
    return answer;
  }

  const summaryOf = ({ status, body }: Answer) => ({ status, ...body });

  it('leaves no session when its user is deactivated, nor once they are active again', async () => {
    const id = await registered('deactivated');
    const answer = await signInDuring('deactivated', () => sql('UPDATE users SET is_active = false WHERE id = $1', id));
    expect(summaryOf(answer)).toMatchObject(INACTIVE);
    await sql('UPDATE users SET is_active = true WHERE id = $1', id);
    expect(await livingOf(id)).toEqual([]);
  });

  it.each([
    ['is deleted', 'DELETE FROM users WHERE id = $1'],
    ['gets another password', `UPDATE users SET hashed_password = '$2b$04$' || repeat('x', 53) WHERE id = $1`],
    ['gets another name', `UPDATE users SET username = 'new', username_canonical = 'new' WHERE id = $1`],
  ])('leaves no session when its user %s', async (what, change) => {
    const username = what.replaceAll(' ', '-');
    const id = await registered(username);
    expect(summaryOf(await signInDuring(username, () => sql(change, id)))).toMatchObject(INCORRECT);
    expect(await livingOf(id)).toEqual([]);
    await sql('DELETE FROM users WHERE id = $1', id);
  });

  it('goes on when the password is only hashed again', async () => {
    const id = await registered('rehashed');
    const rehash = async () => {
      const hash = await new BlockedPasswordHasher().hash(PASSWORD);
      await sql('UPDATE users SET hashed_password = $2 WHERE id = $1', id, hash);
    };
    const { access } = tokensOf(await signInDuring('rehashed', rehash));
    expect((await service.client.me(access)).status).toBe(200);
    expect(await livingOf(id)).toHaveLength(1);
  });

  it('waits for a change that is still being committed', async () => {
    const id = await registered('undecided');
    const administrator = new DatabaseClient({ connectionString: service.databaseUrl });
    await administrator.connect();
    try {
      await administrator.query('BEGIN');
      await administrator.query('UPDATE users SET is_active = false WHERE id = $1', [id]);
      const answer = service.client.signIn('undecided', PASSWORD);
      await eventually(async () => (await sql('SELECT FROM pg_locks WHERE NOT granted')).length > 0, 5_000);
      await administrator.query('COMMIT');
      expect(summaryOf(await answer)).toMatchObject(INACTIVE);
      expect(await livingOf(id)).toEqual([]);
    } finally {
      await administrator.end();
    }
  });

  it('leaves no session when its user ends all others on another instance meanwhile', async () => {
    const id = await registered('everywhere');
    const { access } = tokensOf(await service.client.signIn('everywhere', PASSWORD));
    const env = sharedBy(service.databaseUrl);
    const { url } = await startProcess({ env });
    const endOthers = async () => {
      const headers = { Authorization: `Bearer ${access}` };
      expect((await new Client(url).send('/me/sessions', { method: 'DELETE', headers })).status).toBe(200);
    };
    const { status, body } = await signInDuring('everywhere', endOthers);
    expect({ status, error: body['error'] }).toEqual({ status: 400, error: 'invalid_grant' });
    expect(await livingOf(id)).toHaveLength(1);
    expect((await service.client.me(access)).status).toBe(200);
    // One that begins afterwards is not affected.
    tokensOf(await service.client.signIn('everywhere', PASSWORD));
  });

  it('leaves a session without the check: the twin', async () => {
    const id = await registered('twin');
    jest.spyOn(service.app.get(PostgresUserRepository), 'isUnchanged').mockResolvedValueOnce(true);
    const change = 'UPDATE users SET hashed_password = hashed_password || $2 WHERE id = $1';
    tokensOf(await signInDuring('twin', () => sql(change, id, 'x')));
    expect(await livingOf(id)).toHaveLength(1);
  });
});

describe('a refresh whose user is deactivated before the session goes on', () => {
  it('ends all their sessions for good', async () => {
    let change = async (): Promise<unknown> => undefined;
    const service = await startService();
    try {
      const { access, refresh: token } = await signedIn(service.client, 'alice');
      const other = tokensOf(await service.client.signIn('alice', PASSWORD));
      const store = service.app.get(SessionStore, { strict: false });
      const rotate = store.rotate.bind(store);
      store.rotate = async (rotation) => {
        await change();
        return rotate(rotation);
      };
      const setActive = (isActive: boolean) =>
        service.app.get(DataSource).query('UPDATE users SET is_active = $1', [isActive]);
      change = () => setActive(false);
      const { status, body } = await refresh(service.client, token);
      expect({ status, ...body }).toMatchObject(INACTIVE);
      await setActive(true);
      change = async () => undefined;
      expect((await service.client.me(access)).status).toBe(401);
      expectInvalidGrant(await refresh(service.client, other.refresh));
      const [row] = await query(service.databaseUrl, 'SELECT end_reason FROM sessions WHERE id = $1', [
        sessionIn(token),
      ]);
      expect(row).toEqual({ end_reason: 'user_inactive' });
    } finally {
      await service.stop();
    }
  });
});
