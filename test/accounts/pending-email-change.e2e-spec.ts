import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { EmailChange } from '@portcullis/accounts';
import { type AccountWriter, BY_SERVICE, type Cause, requestOriginOf } from '@portcullis/auth/spi';
import pg from 'pg';
import { CountingPasswordHasher } from '../attacks/support/counting.password-hasher.js';
import { refresh, signedIn, type Tokens } from '../sessions/tokens.js';
import { type AccountsHost, PASSWORD, startAccountsHost } from './accounts-host.js';
import {
  accountNamed,
  accountsOf,
  allMailsSent,
  askForEmail,
  bearer,
  confirm,
  INVALID,
  requestedChange,
} from './email-changes.js';
import { FailingStatements } from './failing-statements.js';

const NEW_PASSWORD = 'a violin in the rain';

const STEP = { from: 'alice@example.com', to: 'alice@example.org' };

describe('a change of the e-mail address that is not confirmed', () => {
  let host: AccountsHost;
  let own: Tokens;

  beforeEach(async () => {
    host = await startAccountsHost('fastify', {
      accounts: { emailVerification: 'off', mailsPerAddress: 1_000_000 },
    });
    own = await signedIn(host.client, 'alice');
  });
  afterEach(() => host.stop());

  const key = { username: 'alice' };
  const act = (work: (writer: AccountWriter) => Promise<unknown>) => accountsOf(host).change(BY_SERVICE, work);
  const changePassword = () =>
    host.client.postJson(
      '/me/password',
      { current_password: PASSWORD, new_password: NEW_PASSWORD },
      bearer(own.access),
    );
  const resetPassword = async () => {
    await host.client.postJson('/password/forgot', { email: STEP.from });
    const { token } = await host.mailer.withLink(STEP.from, '/reset-password');
    await host.client.postJson('/password/reset', { token, new_password: NEW_PASSWORD });
  };
  const deactivate = async () => {
    await act((writer) => writer.deactivate(key));
    await act((writer) => writer.activate(key));
  };

  it.each<[string, () => Promise<unknown>]>([
    ['another change of the address', () => act((writer) => writer.setEmail(key, 'alice@example.net'))],
    ['a change of the password', changePassword],
    ['a reset of the password', resetPassword],
    ['a deactivation', deactivate],
    ['the end of all access', () => act((writer) => writer.revokeAccess(key))],
    ['the deletion of the account', () => act((writer) => writer.delete(key))],
  ])('ends with %s', async (_what, work) => {
    const { change } = await requestedChange(host, own.access, STEP);
    await work();
    expect(await confirm(host, { token: change.token })).toMatchObject(INVALID);
    expect(await accountsOf(host).find({ email: STEP.to })).toBeNull();
  });

  it('ends also before its mail was composed, and no link is sent', async () => {
    const changes = host.app.get(EmailChange, { strict: false });
    const client = await host.pool.connect();
    await client.query('BEGIN');
    await host.database.within(client, async () => {
      const given = { email: STEP.to, currentPassword: PASSWORD };
      await changes.request(given, await ownRequest());
      await accountsOf(host).change(BY_SERVICE, (writer) => writer.revokeAccess(key));
    });
    await client.query('COMMIT');
    client.release();
    await allMailsSent(host);
    expect(host.mailer.mails.map(({ to }) => to)).toEqual([STEP.from]);
  });

  it('in a transaction of the application is rolled back with it', async () => {
    const changes = host.app.get(EmailChange, { strict: false });
    const client = await host.pool.connect();
    await client.query('BEGIN');
    const request = await ownRequest();
    await host.database.within(client, () => changes.request({ email: STEP.to, currentPassword: PASSWORD }, request));
    await client.query('ROLLBACK');
    expect(await host.database.query('SELECT FROM one_time_secrets')).toEqual([]);
    const { change } = await requestedChange(host, own.access, STEP);
    await client.query('BEGIN');
    await host.database.within(client, () => changes.redeem({ token: change.token }));
    await client.query('ROLLBACK');
    client.release();
    expect(await accountNamed(host, 'alice')).toMatchObject({ email: STEP.from });
    expect((await confirm(host, { token: change.token })).status).toBe(204);
  });

  it('is not half asked for after a fault at any statement', async () => {
    await new FailingStatements(host.pool).failEach(
      async () => (await askForEmail(host, own.access, STEP.to)).status === 202,
      async () => {
        expect(await host.database.query('SELECT FROM one_time_secrets')).toEqual([]);
        expect(await host.database.query('SELECT FROM mail_outbox')).toEqual([]);
      },
    );
    expect(host.events.filter(({ type }) => type === 'email_change_requested')).toHaveLength(1);
  });

  it('is not half made after a fault at any statement', async () => {
    const { change } = await requestedChange(host, own.access, STEP);
    await allMailsSent(host);
    const rows = () => host.database.query('SELECT id FROM one_time_secrets ORDER BY id');
    const before = await rows();
    await new FailingStatements(host.pool).failEach(
      async () => (await confirm(host, { token: change.token })).status === 204,
      async () => {
        expect(await accountNamed(host, 'alice')).toMatchObject({ email: STEP.from });
        expect(await rows()).toEqual(before);
        expect(await host.database.query('SELECT FROM mail_outbox')).toEqual([]);
      },
    );
  });

  async function ownRequest() {
    const { user } = await accountNamed(host, 'alice');
    const request = {};
    const actor = { kind: 'user', id: String(user.id) } as const;
    return { actor, origin: requestOriginOf(request), raw: { request, response: null } };
  }
});

it('a request for another e-mail address does the same work for a free and a taken one: the same statements, and one hash', async () => {
  const hasher = new CountingPasswordHasher();
  const host = await startAccountsHost('fastify', {
    accounts: { emailVerification: 'off', sending: false },
    auth: { passwordHasher: { useValue: hasher } },
  });
  const statements: string[] = [];
  const query = Reflect.get(pg.Client.prototype, 'query') as (...given: unknown[]) => unknown;
  const spy = jest.spyOn(pg.Client.prototype, 'query').mockImplementation(function (
    this: pg.Client,
    ...given: unknown[]
  ) {
    statements.push(String((given[0] as { readonly text?: string }).text));
    return query.apply(this, given);
  });
  try {
    const own = await signedIn(host.client, 'alice');
    await signedIn(host.client, 'bob');
    const workFor = async (address: string) => {
      const verified = hasher.verified;
      statements.length = 0;
      expect((await askForEmail(host, own.access, address)).status).toBe(202);
      return { hashes: hasher.verified - verified, statements: [...statements] };
    };
    const free = await workFor('free@example.org');
    expect(await workFor('bob@example.com')).toEqual(free);
    expect(free.hashes).toBe(1);
    expect(free.statements.length).toBeGreaterThan(8);
  } finally {
    spy.mockRestore();
    await host.stop();
  }
});

describe('requests for another e-mail address', () => {
  it('send three mails to one address, and always the notices', async () => {
    const host = await startAccountsHost('fastify', { accounts: { emailVerification: 'off' } });
    try {
      await signedIn(host.client, 'carol');
      const { access } = await signedIn(host.client, 'dave');
      for (let time = 0; time < 4; time += 1) {
        expect((await askForEmail(host, access, 'dave@example.org')).status).toBe(202);
        expect((await askForEmail(host, access, 'carol@example.com')).status).toBe(202);
        await allMailsSent(host);
      }
      expect(host.mailer.to('dave@example.org')).toHaveLength(3);
      expect(host.mailer.to('carol@example.com')).toHaveLength(4);
      expect(host.mailer.to('dave@example.com')).toHaveLength(8);
    } finally {
      await host.stop();
    }
  });

  it('count a wrong password like a sign-in', async () => {
    const signIn = { maxAttemptsPerNetwork: 4, freeAttempts: 4, deviceLifetime: false } as const;
    const strict = await startAccountsHost('fastify', { auth: { signIn } });
    try {
      const { access } = await signedIn(strict.client, 'alice');
      for (let guess = 0; guess < 2; guess += 1) {
        expect((await askForEmail(strict, access, STEP.to, 'a guess')).status).toBe(400);
        expect((await strict.client.signIn('alice', 'a guess')).status).toBe(401);
      }
      expect(await askForEmail(strict, access, STEP.to)).toMatchObject({ status: 429 });
    } finally {
      await strict.stop();
    }
  });

  it('need a mailer', async () => {
    const silent = await startAccountsHost('fastify', { accounts: { mailer: undefined } });
    try {
      const { access } = await signedIn(silent.client, 'alice');
      const refused = { status: 503, body: { code: 'mail_unavailable' } };
      expect(await askForEmail(silent, access, STEP.to)).toMatchObject(refused);
    } finally {
      await silent.stop();
    }
  });
});

describe('a change of the e-mail address by the application', () => {
  it('is told at the earlier and at the new address, without an undo', async () => {
    const host = await startAccountsHost('express', { accounts: { emailVerification: 'off' } });
    try {
      const own = await signedIn(host.client, 'alice');
      const byAdministrator: Cause = {
        actor: { kind: 'user', id: '0' },
        origin: { address: '203.0.113.7', userAgent: null, requestId: null },
      };
      await accountsOf(host).change(byAdministrator, (writer) => writer.setEmail({ username: 'alice' }, STEP.to));
      await allMailsSent(host);
      expect(host.mailer.mails.map(({ to }) => to).toSorted()).toEqual([STEP.from, STEP.to]);
      for (const { subject, text } of host.mailer.mails) {
        expect(subject).toContain('was changed');
        expect(text).not.toMatch(/203\.0\.113\.7|token=/);
      }
      expect((await refresh(host.client, own.refresh)).status).toBe(200);
      expect(await accountNamed(host, 'alice')).toMatchObject({ email: STEP.to, emailVerified: false });
    } finally {
      await host.stop();
    }
  });

  it('in spelling alone is told once', async () => {
    const host = await startAccountsHost('express', { accounts: { emailVerification: 'off' } });
    try {
      await signedIn(host.client, 'alice');
      const spelling = STEP.from.toUpperCase();
      await accountsOf(host).change(BY_SERVICE, (writer) => writer.setEmail({ username: 'alice' }, spelling));
      await allMailsSent(host);
      expect(host.mailer.mails.map(({ to }) => to)).toEqual([spelling]);
    } finally {
      await host.stop();
    }
  });
});
