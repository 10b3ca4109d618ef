import { Body, Controller, HttpCode, Post, UseGuards } from '@nestjs/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { AccountDeletion, AccountPurge } from '@portcullis/accounts';
import {
  Accounts,
  CurrentExchange,
  type DomainEvent,
  LocalAuthGuard,
  PasswordHasher,
  Public,
  type RawExchange,
  SignInService,
} from '@portcullis/auth';
import { BY_SERVICE, type Login } from '@portcullis/auth/spi';
import { TravellingClock } from '../transports/support/travelling.clock.js';
import { refresh, signedIn, tokensOf } from '../sessions/tokens.js';
import { ADAPTERS } from '../support/adapters.js';
import type { Answer } from '../support/client.js';
import { type AccountsHost, APP_URL, PASSWORD, startAccountsHost } from './accounts-host.js';

const NEW = 'a violin in the rain';
const DAY = 86_400;

/** Sign-ins at routes of the application. */
@Public()
@Controller('own')
class OwnSignInController {
  constructor(
    private readonly signIn: SignInService,
    private readonly accounts: Accounts,
  ) {}

  @Post('password')
  @HttpCode(200)
  byPassword(@Body() body: Login, @CurrentExchange() exchange: RawExchange) {
    return this.signIn.byPassword(body, exchange);
  }

  @Post('proof')
  @HttpCode(200)
  async byOtherProof(@Body() { username }: Record<string, string>, @CurrentExchange() exchange: RawExchange) {
    const unknown = { id: 0, username: 'unknown', isActive: true };
    const account = await this.accounts.find({ username: username! });
    return this.signIn.ofUser(account?.user ?? unknown, { methods: ['hwk'] }, exchange);
  }

  @Post('guard')
  @HttpCode(200)
  @UseGuards(LocalAuthGuard)
  byGuard() {
    return {};
  }
}

describe.each(ADAPTERS)('deleting the own account, on %s', (adapter) => {
  const clock = new TravellingClock();
  let host: AccountsHost;
  let deletions: AccountDeletion;
  let name: string;
  let count = 0;

  beforeAll(async () => {
    host = await startAccountsHost(adapter, {
      accounts: { emailVerification: 'off', purgeInterval: 0 },
      auth: { clock: { useValue: clock }, signIn: { deviceLifetime: false } },
      controllers: [OwnSignInController],
    });
    deletions = host.app.get(AccountDeletion, { strict: false });
  });
  afterAll(() => host.stop());
  beforeEach(() => {
    count += 1;
    name = `user-${count}`;
  });

  const request = (access: string, password = PASSWORD): Promise<Answer> =>
    host.client.postJson('/me/deletion', { current_password: password }, { Authorization: `Bearer ${access}` });

  const idOf = async (username: string): Promise<number | string> =>
    (await host.app.get(Accounts, { strict: false }).find({ username }))!.user.id;

  const scheduled = async () => deletions.find(await idOf(name));

  const eventsOf = async (type: string): Promise<DomainEvent[]> => {
    const id = String(await idOf(name));
    return host.events.filter((event) => event.type === type && event.subject?.id === id);
  };

  /** Deletes what is due, also accounts of other tests. Returns whether the account of this test is gone. */
  async function isPurged(): Promise<boolean> {
    await host.app.get(AccountPurge, { strict: false }).purge();
    return (await host.app.get(Accounts, { strict: false }).find({ username: name })) === null;
  }

  async function withScheduledDeletion(): Promise<{ access: string; refresh: string }> {
    const tokens = await signedIn(host.client, name);
    expect((await request(tokens.access)).status).toBe(202);
    return tokens;
  }

  it('ends all sessions, also that of the request, and says when it happens', async () => {
    const other = await signedIn(host.client, name);
    const own = tokensOf(await host.client.signIn(name, PASSWORD));
    const [before, answer, after] = [clock.now(), await request(own.access), clock.now()];
    expect(answer).toMatchObject({ status: 202, body: { delete_after: expect.stringMatching(/^\d{4}-.*Z$/) } });
    expect(Object.keys(answer.body)).toEqual(['delete_after']);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const deleteAfter = Date.parse(String(answer.body['delete_after']));
    expect(deleteAfter).toBeGreaterThanOrEqual(before + 30 * DAY * 1_000);
    expect(deleteAfter).toBeLessThanOrEqual(after + 30 * DAY * 1_000);
    expect(await scheduled()).toEqual({ deleteAfter, isDue: false });
    for (const { access, refresh: token } of [other, own]) {
      expect((await request(access)).status).toBe(401);
      expect((await refresh(host.client, token)).status).toBe(400);
    }
    expect(await eventsOf('deletion_scheduled')).toMatchObject([
      { actor: { kind: 'user', id: String(await idOf(name)), sessionId: expect.any(String) }, deleteAfter },
    ]);
  });

  it('is told to the user by mail', async () => {
    await withScheduledDeletion();
    const mail = await host.mailer.eventually(({ to }) => to === `${name}@example.com`);
    const { deleteAfter } = (await scheduled())!;
    expect(mail.subject).toMatch(/will be deleted/);
    expect(mail.text).toContain(new Date(deleteAfter).toISOString().slice(0, 10));
    expect(mail.text).toContain(APP_URL);
    expect(host.mailer.to(`${name}@example.com`)).toHaveLength(1);
  });

  it('needs the current password', async () => {
    const { access } = await signedIn(host.client, name);
    expect(await request(access, 'not the right one')).toMatchObject({
      status: 400,
      body: { code: 'incorrect_password' },
    });
    expect(await scheduled()).toBeNull();
    expect((await request(access)).status).toBe(202);
  });

  it('is refused with a bad body, and to clients without a user', async () => {
    const { access } = await signedIn(host.client, name);
    const headers = { Authorization: `Bearer ${access}` };
    for (const body of [{}, { current_password: 7 }, { current_password: 'x\0' }, { current_password: {} }]) {
      expect(await host.client.postJson('/me/deletion', body, headers)).toMatchObject({
        status: 422,
        body: { errors: [{ pointer: '/current_password' }] },
      });
    }
    const extra = { current_password: PASSWORD, user_id: 1 };
    expect(await host.client.postJson('/me/deletion', extra, headers)).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/user_id' }] },
    });
    expect((await host.client.postForm('/me/deletion', { current_password: PASSWORD }, headers)).status).toBe(415);
    expect((await host.client.postJson('/me/deletion', { current_password: PASSWORD })).status).toBe(401);
    expect(await scheduled()).toBeNull();
  });

  it('makes a pending reset invalid', async () => {
    const { access } = await signedIn(host.client, name);
    await host.client.postJson('/password/forgot', { email: `${name}@example.com` });
    const { token } = await host.mailer.withLink(`${name}@example.com`, '/reset-password');
    expect((await request(access)).status).toBe(202);
    const reset = await host.client.postJson('/password/reset', { token, new_password: NEW });
    expect(reset).toMatchObject({ status: 400, body: { code: 'invalid_secret' } });
  });

  it('keeps the date if it is asked for again', async () => {
    const { access } = await signedIn(host.client, name);
    const first = await deletions.schedule({ username: name }, BY_SERVICE);
    clock.travel(DAY);
    expect(await deletions.schedule({ username: name }, BY_SERVICE)).toEqual(first);
    expect(await eventsOf('deletion_scheduled')).toHaveLength(1);
    expect((await request(access)).status).toBe(401);
  });

  describe.each([
    ['at the token endpoint', (username: string, password: string) => host.client.signIn(username, password)],
    ...['password', 'proof', 'guard'].map(
      (way) =>
        [
          `at a route of the application, by ${way}`,
          (username: string, password: string) => host.client.postJson(`/own/${way}`, { username, password }),
        ] as const,
    ),
  ])('a sign-in %s', (_where, signIn) => {
    it('within the grace cancels it', async () => {
      await withScheduledDeletion();
      clock.travel(29 * DAY);
      expect((await signIn(name, PASSWORD)).status).toBe(200);
      expect(await scheduled()).toBeNull();
      const id = String(await idOf(name));
      expect(await eventsOf('deletion_cancelled')).toMatchObject([{ actor: { kind: 'user', id } }]);
      clock.travel(2 * DAY);
      expect(await isPurged()).toBe(false);
      expect((await signIn(name, PASSWORD)).status).toBe(200);
      expect(await eventsOf('deletion_cancelled')).toHaveLength(1);
    });

    it('after the grace is refused like that of an unknown user, before and after the purge', async () => {
      await withScheduledDeletion();
      clock.travel(31 * DAY);
      const verify = jest.spyOn(host.app.get(PasswordHasher, { strict: false }), 'verify');
      const seen = async (username: string) => {
        verify.mockClear();
        const { status, text, headers } = await signIn(username, PASSWORD);
        const told = [...headers].filter(([header]) => header !== 'date');
        return { status, text, told, hashes: verify.mock.calls.length };
      };
      const unknown = await seen('unknown');
      expect(unknown.status).toBeGreaterThanOrEqual(400);
      expect(unknown.status).toBeLessThan(500);
      expect(await seen(name)).toEqual(unknown);
      expect(await isPurged()).toBe(true);
      expect(await seen(name)).toEqual(unknown);
      verify.mockRestore();
    });
  });

  it('is cancelled by nothing else', async () => {
    const tokens = await withScheduledDeletion();
    expect((await host.client.signIn(name, 'not the right one')).status).toBe(401);
    expect((await refresh(host.client, tokens.refresh)).status).toBe(400);
    expect((await host.client.get('/me/sessions', { Authorization: `Bearer ${tokens.access}` })).status).toBe(401);
    await host.client.postJson('/password/forgot', { email: `${name}@example.com` });
    const { token } = await host.mailer.withLink(`${name}@example.com`, '/reset-password');
    expect((await host.client.postJson('/password/reset', { token, new_password: NEW })).status).toBe(204);
    expect(await scheduled()).toMatchObject({ isDue: false });
    clock.travel(31 * DAY);
    expect((await host.client.signIn(name, NEW)).status).toBe(401);
    expect(await isPurged()).toBe(true);
  });

  it('is cancelled by the application, as long as the account exists', async () => {
    await withScheduledDeletion();
    clock.travel(31 * DAY);
    expect(await deletions.cancel({ username: name }, BY_SERVICE)).toBe(true);
    expect(await deletions.cancel({ username: name }, BY_SERVICE)).toBe(false);
    expect(await eventsOf('deletion_cancelled')).toMatchObject([{ actor: { kind: 'service' } }]);
    expect(await isPurged()).toBe(false);
    expect((await host.client.signIn(name, PASSWORD)).status).toBe(200);
    await expect(deletions.cancel({ username: 'unknown' }, BY_SERVICE)).rejects.toMatchObject({
      code: 'unknown_account',
    });
  });
});

it('is not cancelled by a sign-in that another check refuses', async () => {
  const host = await startAccountsHost('fastify', { accounts: { emailVerification: 'required', purgeInterval: 0 } });
  try {
    await host.client.register({ username: 'alice', email: 'alice@example.com', password: PASSWORD });
    const deletions = host.app.get(AccountDeletion, { strict: false });
    await deletions.schedule({ username: 'alice' }, BY_SERVICE);
    const refused = await host.client.signIn('alice', PASSWORD);
    expect(refused).toMatchObject({ status: 400, body: { code: 'email_not_verified' } });
    const accounts = host.app.get(Accounts, { strict: false });
    const { id } = (await accounts.find({ username: 'alice' }))!.user;
    expect(await deletions.find(id)).toMatchObject({ isDue: false });
    await accounts.change(BY_SERVICE, (writer) => writer.verifyEmail({ id }));
    expect((await host.client.signIn('alice', PASSWORD)).status).toBe(200);
    expect(await deletions.find(id)).toBeNull();
  } finally {
    await host.stop();
  }
});
