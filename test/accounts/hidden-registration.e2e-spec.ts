import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { RegistrationByMail } from '@portcullis/accounts';
import { Accounts, BcryptPasswordHasher } from '@portcullis/auth';
import { BY_SERVICE } from '@portcullis/auth/spi';
import { Database } from '@portcullis/database';
import { RegistrationService } from '@portcullis/users';
import pg from 'pg';
import { comparable } from '../attacks/support/answers.js';
import { CountingPasswordHasher } from '../attacks/support/counting.password-hasher.js';
import { areaUnderCurve, sampled } from '../attacks/support/mann-whitney.js';
import { ADAPTERS } from '../support/adapters.js';
import { type AccountsHost, PASSWORD, startAccountsHost } from './accounts-host.js';
import { AccountsProcesses } from './accounts-processes.js';

const KNOWN = ['known', 'deactivated', 'verified'] as const;

const REQUIRED = { emailVerification: 'required' } as const;

const TAKEN = { status: 400, body: { code: 'already_registered', detail: 'Username or email already registered' } };

let count = 0;

const newName = () => `newcomer-${(count += 1)}`;
const addressOf = (kind: string) => `${kind}@example.com`;

async function prepare({ app }: AccountsHost): Promise<void> {
  await app.get(Accounts, { strict: false }).change(BY_SERVICE, async (writer) => {
    for (const kind of KNOWN) {
      const { id } = await writer.create({ username: kind, email: addressOf(kind), passwordHash: null });
      await (kind === 'deactivated' && writer.deactivate({ id }));
      await (kind === 'verified' && writer.verifyEmail({ id }));
    }
  });
}

describe.each(ADAPTERS)("a registration with emailVerification 'required', on %s", (adapter) => {
  const hasher = new CountingPasswordHasher();
  let host: AccountsHost;
  let email: string;

  beforeAll(async () => {
    host = await startAccountsHost(adapter, { accounts: REQUIRED, auth: { passwordHasher: { useValue: hasher } } });
    await prepare(host);
  });
  afterAll(() => host.stop());
  beforeEach(() => {
    email = addressOf(newName());
  });

  const register = (address: string, username = newName()) =>
    host.client.register({ username, email: address, password: PASSWORD });

  it('has the same response for every address, and computes one hash', async () => {
    const answers = [];
    for (const address of [email, ...KNOWN.map(addressOf), 'KNOWN@Example.com']) {
      const { hashed, verified } = hasher;
      answers.push(await register(address));
      expect([hasher.hashed - hashed, hasher.verified - verified]).toEqual([1, 0]);
    }
    expect(answers[0]).toMatchObject({ status: 202, body: { message: expect.any(String) } });
    expect(answers[0]!.headers.get('cache-control')).toBe('no-store');
    for (const answer of answers) {
      expect(comparable(answer)).toEqual(comparable(answers[0]!));
    }
  });

  it('does not tell it by a second registration either, or by a sign-in', async () => {
    for (const address of [email, ...KNOWN.map(addressOf)]) {
      const username = newName();
      expect((await register(address, username)).status).toBe(202);
      expect(await register(address, username)).toMatchObject(TAKEN);
      expect(await register(addressOf(newName()), username.toUpperCase())).toMatchObject(TAKEN);
      const right = await host.client.signIn(username, PASSWORD);
      expect(right).toMatchObject({ status: 400, body: { code: 'email_not_verified' } });
      expect((await host.client.signIn(username, 'not the right one')).status).toBe(401);
    }
  });

  it('refuses a bad body as ever, whoever has the address', async () => {
    for (const address of [email, addressOf('known')]) {
      const weak = await host.client.register({ username: newName(), email: address, password: 'short' });
      expect(weak).toMatchObject({ status: 422, body: { errors: [{ pointer: '/password' }] } });
    }
    expect(await register('known＠example.com')).toMatchObject({ status: 422 });
  });

  it('mails a new user the link by which they verify the address, and then sign in', async () => {
    const username = newName();
    await register(email, username);
    const { token } = await host.mailer.withLink(email, '/verify-email');
    expect((await host.client.postJson('/email/verify', { token })).status).toBe(204);
    expect((await host.client.signIn(username, PASSWORD)).status).toBe(200);
  });

  it('mails the owner of the address, who keeps the account, and no other address', async () => {
    const accounts = host.app.get(Accounts, { strict: false });
    const [username, last] = [newName(), newName()];
    const owned = addressOf(username);
    await accounts.change(BY_SERVICE, (writer) => writer.create({ username, email: owned, passwordHash: null }));
    const owner = await accounts.find({ email: owned });
    await register(owned.toUpperCase());
    await register(addressOf('deactivated'));
    await register(addressOf(last), last);
    const toOwner = await host.mailer.eventually(({ to, subject }) => to === owned && !subject.startsWith('Verify'));
    expect(toOwner.subject).toMatch(/^You already have an? Acme account$/);
    expect(toOwner.text).toContain(`Hello ${username}`);
    // A mail that was asked for later has arrived.
    await host.mailer.withLink(addressOf(last), '/verify-email');
    expect(host.mailer.to(addressOf('deactivated'))).toEqual([]);
    expect(host.mailer.mails.filter(({ to }) => to.endsWith('.invalid'))).toEqual([]);
    expect(await accounts.find({ email: owned })).toEqual(owner);
  });

  it('gives an address to one of many users who register with it at once, and tells nobody else', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => register(email)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    await host.mailer.withLink(email, '/verify-email');
    await host.mailer.allTo(email, 12);
    const texts = host.mailer.to(email).map(({ text }) => text.includes('/verify-email'));
    expect(texts.filter(Boolean)).toHaveLength(1);
  });
});

describe('what a registration does in the database', () => {
  it('is the same, statement by statement, whether or not a user has the address', async () => {
    const host = await startAccountsHost('fastify', { accounts: { ...REQUIRED, sending: false } });
    const query = jest.spyOn(pg.Client.prototype, 'query');
    try {
      await prepare(host);
      const statementsFor = async (email: string) => {
        query.mockClear();
        await host.client.register({ username: newName(), email, password: PASSWORD });
        return query.mock.calls.map(([statement]) => textOf(statement));
      };
      const statements = await statementsFor('unknown@example.com');
      expect(statements.filter((text) => /INSERT INTO "?mail_outbox/.test(text))).toHaveLength(1);
      for (const kind of KNOWN) {
        expect(await statementsFor(addressOf(kind))).toEqual(statements);
      }
    } finally {
      query.mockRestore();
      await host.stop();
    }
  });
});

function textOf(statement: unknown): string {
  return typeof statement === 'string' ? statement : String((statement as { readonly text?: string }).text);
}

describe('the time of a registration', () => {
  jest.setTimeout(600_000);

  async function areaOf(
    holds: (area: number) => boolean,
    maxRounds: number,
    change: (host: AccountsHost) => void = () => undefined,
  ): Promise<number> {
    const host = await startAccountsHost('fastify', {
      accounts: REQUIRED,
      auth: { passwordHasher: { useValue: new BcryptPasswordHasher({ cost: 4 }) } },
    });
    change(host);
    try {
      await prepare(host);
      const register = async (email: string) => {
        const { status } = await host.client.register({ username: newName(), email, password: PASSWORD });
        expect(status).toBe(202);
      };
      const kinds = {
        known: () => register(addressOf('known')),
        unknown: () => register(addressOf(newName())),
      };
      const samples = await sampled(kinds, {
        rounds: 100,
        maxRounds,
        holds: ({ known, unknown }) => holds(areaUnderCurve(known, unknown)),
      });
      return areaUnderCurve(samples.known, samples.unknown);
    } finally {
      await host.stop();
    }
  }

  it('does not tell whether a user has the address', async () => {
    const area = await areaOf((found) => Math.abs(found - 0.5) < 0.1, 1_200);
    expect(area).toBeGreaterThan(0.4);
    expect(area).toBeLessThan(0.6);
  });

  it('would tell it by the same measure if a taken address ended it early', async () => {
    const endEarly = ({ app }: AccountsHost): void => {
      const registrations = app.get(RegistrationByMail, { strict: false });
      const create = registrations.create.bind(registrations);
      const accounts = app.get(Accounts, { strict: false });
      registrations.create = async (account, origin) =>
        (await accounts.find({ email: account.email })) ? undefined : create(account, origin);
    };
    expect(await areaOf((found) => found < 0.4, 400, endEarly)).toBeLessThan(0.4);
  });
});

describe('a registration that would tell which addresses are taken', () => {
  const start = (emailVerification: 'optional' | 'required', registration: object | false) =>
    startAccountsHost('fastify', { accounts: { emailVerification }, registration: registration as false });

  it("stops the start if emailVerification is 'required'", async () => {
    await expect(start('required', {})).rejects.toThrow(
      'Write: UsersModule.forRoot({ registration: { hidesAddresses: true } })',
    );
    await expect(start('required', { path: 'sign-up' })).rejects.toThrow('must not tell which addresses are taken');
    await expect(start('optional', { hidesAddresses: true })).rejects.toThrow("emailVerification: 'required'");
  });

  it('is no method of the service either, and the other one serves routes of the application', async () => {
    const host = await start('required', false);
    try {
      const registrations = host.app.get(RegistrationService, { strict: false });
      const registration = { username: 'alice', email: 'alice@example.com', password: PASSWORD };
      await expect(registrations.register(registration)).rejects.toThrow('registerHidden()');
      const database = host.app.get(Database, { strict: false });
      const client = await host.pool.connect();
      await client.query('BEGIN');
      await database.within(client, () => registrations.registerHidden(registration));
      await client.query('ROLLBACK');
      client.release();
      expect(await host.app.get(Accounts, { strict: false }).find({ username: 'alice' })).toBeNull();
      await registrations.registerHidden(registration);
      await host.mailer.withLink('alice@example.com', '/verify-email');
    } finally {
      await host.stop();
    }
  });
});

describe("two processes with emailVerification 'required'", () => {
  let processes: AccountsProcesses;

  beforeAll(async () => {
    processes = await AccountsProcesses.start('required');
  });
  afterAll(() => processes.stop());

  it('give an address to one of many registrations at once, and the same response to all', async () => {
    const { clients, mailer } = processes;
    const names = Array.from({ length: 16 }, () => newName());
    const register = (username: string, index: number) =>
      clients[index % 2]!.register({ username, email: addressOf('Wanted'), password: PASSWORD });
    const answers = await Promise.all(names.map(register));
    for (const answer of answers) {
      expect(comparable(answer)).toEqual(comparable(answers[0]!));
    }
    expect(answers[0]!.status).toBe(202);
    const { token } = await mailer.withLink(addressOf('Wanted'), '/verify-email');
    expect((await clients[1]!.postJson('/email/verify', { token })).status).toBe(204);
    const signIns = await Promise.all(names.map((name, index) => clients[index % 2]!.signIn(name, PASSWORD)));
    expect(signIns.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(signIns.filter(({ body }) => body['code'] === 'email_not_verified')).toHaveLength(names.length - 1);
  });
});
