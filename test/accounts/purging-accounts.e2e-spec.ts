import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AccountDeletion, AccountPurge } from '@portcullis/accounts';
import { Accounts, AuthError, ServiceUnavailableError } from '@portcullis/auth';
import { type AccountChange, AccountConsequence, BY_SERVICE, type ErrorDocumentation } from '@portcullis/auth/spi';
import { TestClock } from '@portcullis/testing';
import { refresh, signedIn } from '../sessions/tokens.js';
import type { Answer } from '../support/client.js';
import { type AccountsHost, PASSWORD, startAccountsHost } from './accounts-host.js';
import { FailingStatements } from './failing-statements.js';

const MINUTE = 60;
const DAY = 86_400;

class OwnerOfOrganisationError extends AuthError {
  static override readonly documentation: ErrorDocumentation = {
    code: 'owns_organisation',
    kind: 'conflict',
    description: 'You own the organisation Acme: hand it over first',
    when: 'The user owns an organisation.',
  };
}

/** Refuses changes of one user, as an application may. */
class Objections extends AccountConsequence {
  readonly objected: string[] = [];
  to: { readonly kind: AccountChange['kind']; readonly username: string; readonly error: Error } | null = null;

  async follow({ kind, user }: AccountChange): Promise<void> {
    if (this.to && kind === this.to.kind && user.username === this.to.username) {
      this.objected.push(kind);
      throw this.to.error;
    }
  }
}

describe('deleting accounts whose grace is over', () => {
  let clock: TestClock;
  let objections: Objections;
  let host: AccountsHost;
  let accounts: Accounts;
  let deletions: AccountDeletion;

  beforeEach(async () => {
    clock = new TestClock(new Date());
    objections = new Objections();
    host = await startAccountsHost('fastify', {
      accounts: { emailVerification: 'off', purgeInterval: 0, deletionGraceSeconds: 10 * DAY, sending: false },
      auth: { clock: { useValue: clock } },
      providers: [{ provide: Objections, useValue: objections }],
    });
    accounts = host.app.get(Accounts, { strict: false });
    deletions = host.app.get(AccountDeletion, { strict: false });
  });
  afterEach(() => host.stop());

  const purge = () => host.app.get(AccountPurge, { strict: false }).purge();

  const exists = async (username: string) => (await accounts.find({ username })) !== null;

  const request = (access: string): Promise<Answer> =>
    host.client.postJson('/me/deletion', { current_password: PASSWORD }, { Authorization: `Bearer ${access}` });

  const rowsOf = async (...tables: readonly string[]): Promise<number[]> =>
    Promise.all(tables.map(async (table) => (await host.database.query(`SELECT FROM ${table}`)).length));

  async function scheduled(name: string): Promise<string> {
    const { access } = await signedIn(host.client, name);
    expect((await request(access)).status).toBe(202);
    return access;
  }

  it('deletes all that belongs to them, frees the address and reserves the name', async () => {
    await scheduled('alice');
    await signedIn(host.client, 'bob');
    const { id } = (await accounts.find({ username: 'alice' }))!.user;
    expect(await purge()).toBe(0);
    clock.advance({ days: 10 });
    expect(await purge()).toBe(1);
    expect(await purge()).toBe(0);
    expect(await accounts.find({ id })).toBeNull();
    expect(await exists('bob')).toBe(true);
    expect(await rowsOf('account_deletions', 'users')).toEqual([0, 1]);
    expect(host.events.filter(({ type }) => type === 'user_deleted')).toMatchObject([
      { actor: { kind: 'service' }, subject: { id: String(id) } },
    ]);
    const register = (username: string, email: string) =>
      host.client.register({ username, email, password: PASSWORD }).then(({ status }) => status);
    expect(await register('ALICE', 'new@example.com')).toBe(400);
    expect(await register('alicia', 'alice@example.com')).toBe(201);
    clock.advance({ days: 30 });
    expect(await register('Alice', 'new@example.com')).toBe(201);
  });

  it('leaves nothing of an account that was deleted in another way', async () => {
    await scheduled('alice');
    await accounts.change(BY_SERVICE, (writer) => writer.delete({ username: 'alice' }));
    expect(await rowsOf('account_deletions')).toEqual([0]);
    await scheduled('bob');
    await host.database.query('DELETE FROM users');
    clock.advance({ days: 10 });
    expect(await purge()).toBe(0);
    expect(await rowsOf('account_deletions')).toEqual([0]);
  });

  it('deletes a deactivated user, and one without a password', async () => {
    await scheduled('alice');
    await accounts.change(BY_SERVICE, async (writer) => {
      await writer.deactivate({ username: 'alice' });
      await writer.create({ username: 'bob', email: 'bob@example.com', passwordHash: null });
    });
    await deletions.schedule({ username: 'bob' }, BY_SERVICE);
    clock.advance({ days: 10 });
    expect(await purge()).toBe(2);
  });

  it('an application can refuse the request with a sentence, and nothing happens', async () => {
    const { access, refresh: token } = await signedIn(host.client, 'alice');
    objections.to = { kind: 'deletion_scheduled', username: 'alice', error: new OwnerOfOrganisationError() };
    expect(await request(access)).toMatchObject({
      status: 409,
      body: { code: 'owns_organisation', detail: 'You own the organisation Acme: hand it over first' },
    });
    expect((await host.client.get('/me/sessions', { Authorization: `Bearer ${access}` })).status).toBe(200);
    expect((await refresh(host.client, token)).status).toBe(200);
    expect(await rowsOf('account_deletions', 'mail_outbox')).toEqual([0, 0]);
    expect(host.events.filter(({ type }) => type === 'deletion_scheduled')).toEqual([]);
  });

  it('an application can refuse later: the account stays, is tried again, and holds up no other', async () => {
    await scheduled('alice');
    clock.advance({ seconds: 1 });
    await scheduled('bob');
    objections.to = { kind: 'deleted', username: 'alice', error: new OwnerOfOrganisationError() };
    clock.advance({ days: 10 });
    expect(await purge()).toBe(1);
    expect([await exists('alice'), await exists('bob')]).toEqual([true, false]);
    expect(objections.objected).toHaveLength(1);
    // After a minute, then after two.
    for (const [seconds, attempts] of [
      [MINUTE - 1, 1],
      [1, 2],
      [2 * MINUTE - 1, 2],
      [1, 3],
    ] as const) {
      clock.advance({ seconds });
      await purge();
      expect(objections.objected).toHaveLength(attempts);
    }
    expect((await host.client.signIn('alice', PASSWORD)).status).toBe(401);
    objections.to = null;
    clock.advance({ days: 1 });
    expect(await purge()).toBe(1);
    expect(await exists('alice')).toBe(false);
  });

  it('is scheduled and cancelled in the transaction of the application', async () => {
    const { access } = await signedIn(host.client, 'alice');
    const { id } = (await accounts.find({ username: 'alice' }))!.user;
    const isSignedIn = async () =>
      (await host.client.get('/me/sessions', { Authorization: `Bearer ${access}` })).status === 200;
    const within = async (work: () => Promise<unknown>, ending: string) => {
      const client = await host.pool.connect();
      await client.query('BEGIN');
      await host.database.within(client, work);
      await client.query(ending);
      client.release();
    };
    const schedule = () => deletions.schedule({ id }, BY_SERVICE);
    const cancel = () => deletions.cancel({ id }, BY_SERVICE);
    await within(schedule, 'ROLLBACK');
    expect([await deletions.find(id), await isSignedIn()]).toEqual([null, true]);
    await within(schedule, 'COMMIT');
    expect([await deletions.find(id), await isSignedIn()]).toEqual([expect.objectContaining({ isDue: false }), false]);
    await within(cancel, 'ROLLBACK');
    expect(await deletions.find(id)).not.toBeNull();
    await within(cancel, 'COMMIT');
    expect(await deletions.find(id)).toBeNull();
  });

  it('a sign-in that can’t cancel the deletion fails, and begins no session', async () => {
    await scheduled('alice');
    const { id } = (await accounts.find({ username: 'alice' }))!.user;
    objections.to = { kind: 'deletion_cancelled', username: 'alice', error: new ServiceUnavailableError() };
    expect((await host.client.signIn('alice', PASSWORD)).status).toBe(503);
    expect(await deletions.find(id)).toMatchObject({ isDue: false });
    expect(await host.database.query('SELECT FROM sessions WHERE ended_at IS NULL')).toEqual([]);
    objections.to = null;
    expect((await host.client.signIn('alice', PASSWORD)).status).toBe(200);
  });

  describe('is not half done, whichever statement fails', () => {
    let faults: FailingStatements;

    beforeEach(() => {
      faults = new FailingStatements(host.pool);
    });

    it('of a request', async () => {
      const { access } = await signedIn(host.client, 'alice');
      await faults.failEach(
        async () => (await request(access)).status === 202,
        async () => {
          expect(await rowsOf('account_deletions', 'mail_outbox')).toEqual([0, 0]);
          expect((await host.client.get('/me/sessions', { Authorization: `Bearer ${access}` })).status).toBe(200);
        },
      );
      expect(await rowsOf('account_deletions', 'mail_outbox')).toEqual([1, 1]);
    });

    it('of a sign-in that cancels it', async () => {
      await scheduled('alice');
      await faults.failEach(
        async () => (await host.client.signIn('alice', PASSWORD)).status === 200,
        async () => {
          expect(await rowsOf('account_deletions')).toEqual([1]);
        },
      );
      expect(await rowsOf('account_deletions')).toEqual([0]);
    });

    it('of the deletion', async () => {
      await scheduled('alice');
      clock.advance({ days: 10 });
      await faults.failEach(
        async () => {
          // Later than the next attempt.
          clock.advance({ days: 1 });
          await purge().catch(() => 0);
          return !(await exists('alice'));
        },
        async () => {
          expect(await rowsOf('account_deletions', 'users', 'reserved_usernames')).toEqual([1, 1, 0]);
        },
      );
      expect(await rowsOf('account_deletions', 'users', 'reserved_usernames')).toEqual([0, 0, 1]);
    });
  });
});
