import { Controller, Post, Req } from '@nestjs/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type OwnRequest, PasswordChange } from '@portcullis/accounts';
import { BcryptPasswordHasher, CurrentUser } from '@portcullis/auth';
import { AccountConsequence, requestOriginOf } from '@portcullis/auth/spi';
import { Database } from '@portcullis/database';
import type { RegisteredUser } from '@portcullis/users';
import { Pool } from 'pg';
import { refresh, signedIn, tokensOf } from '../sessions/tokens.js';
import { ADAPTERS } from '../support/adapters.js';
import type { Answer } from '../support/client.js';
import { type AccountsHost, PASSWORD, startAccountsHost } from './accounts-host.js';
import { MeetingHasher } from './meeting.hasher.js';

const NEW = 'a violin in the rain';

function change(host: AccountsHost, token: string, current: string, next: string): Promise<Answer> {
  const body = { current_password: current, new_password: next };
  return host.client.postJson('/me/password', body, { Authorization: `Bearer ${token}` });
}

describe.each(ADAPTERS)('changing the own password, on %s', (adapter) => {
  let host: AccountsHost;
  let name: string;
  let count = 0;

  beforeAll(async () => {
    host = await startAccountsHost(adapter, { accounts: { emailVerification: 'off' } });
  });
  afterAll(() => host.stop());
  beforeEach(() => {
    count += 1;
    name = `user-${count}`;
  });

  it('keeps the session of the request and ends all others', async () => {
    const other = await signedIn(host.client, name);
    const own = tokensOf(await host.client.signIn(name, PASSWORD));
    const answer = await change(host, own.access, PASSWORD, NEW);
    expect(answer).toMatchObject({ status: 204, text: '' });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect((await change(host, own.access, 'x', NEW)).status).toBe(400);
    expect((await change(host, other.access, NEW, NEW)).status).toBe(401);
    expect((await refresh(host.client, other.refresh)).status).toBe(400);
    expect((await refresh(host.client, own.refresh)).status).toBe(200);
    expect((await host.client.signIn(name, PASSWORD)).status).toBe(401);
    expect((await host.client.signIn(name, NEW)).status).toBe(200);
  });

  it('is told to the user by mail, and published', async () => {
    const { access } = await signedIn(host.client, name);
    expect((await change(host, access, PASSWORD, NEW)).status).toBe(204);
    const to = `${name}@example.com`;
    const mail = await host.mailer.eventually((one) => one.to === to);
    expect(mail).toMatchObject({ subject: expect.stringMatching(/password/i), text: expect.stringContaining(name) });
    expect(host.mailer.to(to)).toHaveLength(1);
    expect(JSON.stringify(mail)).not.toContain(NEW);
    const [event] = host.events.filter(({ type }) => type === 'password_changed').slice(-1);
    expect(event).toMatchObject({ actor: { kind: 'user', sessionId: expect.any(String) } });
    expect(event!.actor).toMatchObject({ id: event!.subject!.id });
  });

  it('is refused with a wrong current password', async () => {
    const { access } = await signedIn(host.client, name);
    const answer = await change(host, access, 'not the right one', NEW);
    expect(answer).toMatchObject({
      status: 400,
      body: { code: 'incorrect_password', detail: 'The current password is not correct' },
    });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect((await host.client.signIn(name, PASSWORD)).status).toBe(200);
  });

  it.each([
    ['too short', 'short'],
    ['too common', 'password1'],
    ['longer than any', 'x'.repeat(1_025)],
    ['with U+0000', `${NEW}\0`],
    ['no text', 7],
  ])('is refused with a new password that is %s', async (_what, next) => {
    const { access } = await signedIn(host.client, name);
    expect(await change(host, access, PASSWORD, next as string)).toMatchObject({
      status: 422,
      body: { code: 'validation_failed', errors: [{ pointer: '/new_password', detail: expect.any(String) }] },
    });
  });

  it('is refused with the name or the address of the user, which costs no attempt at the current one', async () => {
    const { access } = await signedIn(host.client, `margarete-${name}`);
    for (const next of [`MARGARETE-${name}`, `margarete-${name}@example.com`, `margarete-${name}!`]) {
      expect(await change(host, access, 'not the right one', next)).toMatchObject({
        status: 422,
        body: { errors: [{ pointer: '/new_password', detail: expect.stringContaining('name') }] },
      });
    }
  });

  it('names every bad member', async () => {
    const { access } = await signedIn(host.client, name);
    const headers = { Authorization: `Bearer ${access}` };
    expect((await host.client.postJson('/me/password', { user_id: 1 }, headers)).body).toMatchObject({
      errors: [{ pointer: '/current_password' }, { pointer: '/new_password' }, { pointer: '/user_id' }],
    });
    expect((await host.client.postForm('/me/password', {}, headers)).status).toBe(415);
  });

  it('needs a signed-in user', async () => {
    const answer = await host.client.postJson('/me/password', { current_password: PASSWORD, new_password: NEW });
    expect(answer).toMatchObject({ status: 401, body: { code: 'not_authenticated' } });
  });

  it('makes a pending reset invalid', async () => {
    const { access } = await signedIn(host.client, name);
    await host.client.postJson('/password/forgot', { email: `${name}@example.com` });
    const { token } = await host.mailer.withLink(`${name}@example.com`, '/reset-password');
    expect((await change(host, access, PASSWORD, NEW)).status).toBe(204);
    expect(await host.client.postJson('/password/reset', { token, new_password: PASSWORD })).toMatchObject({
      status: 400,
      body: { code: 'invalid_secret' },
    });
  });
});

describe('guesses at the current password', () => {
  it('are counted with those at the sign-in', async () => {
    const signIn = { maxAttemptsPerNetwork: 6, freeAttempts: 6, deviceLifetime: false } as const;
    const host = await startAccountsHost('fastify', { auth: { signIn } });
    try {
      const { access } = await signedIn(host.client, 'alice');
      for (const guess of ['one', 'two', 'three']) {
        expect((await change(host, access, guess, NEW)).status).toBe(400);
        expect((await host.client.signIn('alice', guess)).status).toBe(401);
      }
      const refused = await change(host, access, PASSWORD, NEW);
      expect(refused).toMatchObject({ status: 429, body: { code: 'too_many_attempts' } });
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect((await host.client.signIn('alice', PASSWORD)).status).toBe(429);
    } finally {
      await host.stop();
    }
  });

  it('are forgiven by the right one', async () => {
    const signIn = { maxAttemptsPerNetwork: 3, freeAttempts: 3, deviceLifetime: false } as const;
    const host = await startAccountsHost('fastify', { auth: { signIn } });
    try {
      const { access } = await signedIn(host.client, 'alice');
      let [current, next] = [PASSWORD, NEW];
      for (let round = 0; round < 3; round += 1) {
        expect((await change(host, access, 'a guess', next)).status).toBe(400);
        expect((await change(host, access, current, next)).status).toBe(204);
        [current, next] = [next, current];
      }
    } finally {
      await host.stop();
    }
  });
});

it('of two changes at once the loser is told, and the password is the winner’s', async () => {
  const hasher = new MeetingHasher(new BcryptPasswordHasher({ cost: 4 }));
  const host = await startAccountsHost('fastify', { auth: { passwordHasher: { useValue: hasher } } });
  try {
    const { access } = await signedIn(host.client, 'alice');
    const passwords = [NEW, 'an oboe in the snow'];
    hasher.meet(2);
    const answers = await Promise.all(passwords.map((next) => change(host, access, PASSWORD, next)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204, 409]));
    expect(answers.find(({ status }) => status === 409)).toMatchObject({ body: { code: 'password_changed' } });
    const winner = answers.findIndex(({ status }) => status === 204);
    expect((await host.client.signIn('alice', passwords[winner]!)).status).toBe(200);
    expect((await host.client.signIn('alice', passwords[1 - winner]!)).status).toBe(401);
  } finally {
    await host.stop();
  }
});

class FailingConsequence extends AccountConsequence {
  isFailing = false;

  async follow({ kind }: { readonly kind: string }): Promise<void> {
    if (this.isFailing && kind === 'password_changed') {
      throw new Error('The last consequence fails');
    }
  }
}

it('is not half done if a consequence fails', async () => {
  const failing = new FailingConsequence();
  const host = await startAccountsHost('fastify', {
    accounts: { emailVerification: 'off' },
    providers: [{ provide: FailingConsequence, useValue: failing }],
  });
  try {
    const other = await signedIn(host.client, 'alice');
    const own = tokensOf(await host.client.signIn('alice', PASSWORD));
    failing.isFailing = true;
    expect((await change(host, own.access, PASSWORD, NEW)).status).toBe(500);
    expect((await refresh(host.client, other.refresh)).status).toBe(200);
    expect((await host.client.signIn('alice', PASSWORD)).status).toBe(200);
    expect(await host.database.query('SELECT FROM mail_outbox')).toEqual([]);
    expect(host.mailer.mails).toEqual([]);
  } finally {
    await host.stop();
  }
});

/** A route of an application that does more than change the password, in its own transaction. */
@Controller('own/password')
class OwnPasswordController {
  constructor(
    private readonly pool: Pool,
    private readonly database: Database,
    private readonly passwords: PasswordChange,
  ) {}

  @Post()
  async change(@CurrentUser() { id }: RegisteredUser, @Req() request: { readonly body: Record<string, string> }) {
    const { new_password, ending } = request.body;
    const client = await this.pool.connect();
    try {
      await client.query('BEGIN');
      const own: OwnRequest = {
        actor: { kind: 'user', id: String(id) },
        origin: requestOriginOf(request),
        raw: { request, response: null },
      };
      const passwords = { currentPassword: PASSWORD, newPassword: new_password! };
      await this.database.within(client, () => this.passwords.change(passwords, own));
      await client.query(ending!);
    } finally {
      client.release();
    }
    return {};
  }
}

it('happens in the transaction of the application', async () => {
  const host = await startAccountsHost('fastify', {
    accounts: { emailVerification: 'off' },
    controllers: [OwnPasswordController],
  });
  try {
    const { access } = await signedIn(host.client, 'alice');
    const send = (ending: string) =>
      host.client.postJson('/own/password', { new_password: NEW, ending }, { Authorization: `Bearer ${access}` });
    expect((await send('ROLLBACK')).status).toBe(201);
    expect((await host.client.signIn('alice', PASSWORD)).status).toBe(200);
    expect(await host.database.query('SELECT FROM mail_outbox')).toEqual([]);
    expect((await send('COMMIT')).status).toBe(201);
    expect((await host.client.signIn('alice', NEW)).status).toBe(200);
    await host.mailer.eventually(({ to }) => to === 'alice@example.com');
    expect(host.mailer.mails).toHaveLength(1);
  } finally {
    await host.stop();
  }
});

it('ends nothing of another user', async () => {
  const host = await startAccountsHost('fastify', { accounts: { emailVerification: 'off' } });
  try {
    const { access } = await signedIn(host.client, 'alice');
    const bob = await signedIn(host.client, 'bob');
    await host.client.postJson('/password/forgot', { email: 'bob@example.com' });
    const { token } = await host.mailer.withLink('bob@example.com', '/reset-password');
    expect((await change(host, access, PASSWORD, NEW)).status).toBe(204);
    expect((await refresh(host.client, bob.refresh)).status).toBe(200);
    expect((await host.client.postJson('/password/reset', { token, new_password: NEW })).status).toBe(204);
  } finally {
    await host.stop();
  }
});
