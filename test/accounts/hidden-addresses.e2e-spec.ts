import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { PasswordReset } from '@portcullis/accounts';
import { Accounts, BcryptPasswordHasher } from '@portcullis/auth';
import { BY_SERVICE } from '@portcullis/auth/spi';
import { comparable } from '../attacks/support/answers.js';
import { CountingPasswordHasher } from '../attacks/support/counting.password-hasher.js';
import { areaUnderCurve, sampled } from '../attacks/support/mann-whitney.js';
import { ADAPTERS } from '../support/adapters.js';
import { type AccountsHost, APP_URL, PASSWORD, startAccountsHost } from './accounts-host.js';

const PATHS = ['/password/forgot', '/email/verification'] as const;

const KINDS = ['known', 'unknown', 'deactivated', 'verified'] as const;

const addressOf = (kind: string) => `${kind}@example.com`;

async function prepare(host: AccountsHost): Promise<void> {
  const accounts = host.app.get(Accounts, { strict: false });
  for (const kind of KINDS.filter((one) => one !== 'unknown')) {
    await accounts.change(BY_SERVICE, async (writer) => {
      const { id } = await writer.create({ username: kind, email: addressOf(kind), passwordHash: null });
      if (kind === 'deactivated') {
        await writer.deactivate({ id });
      }
      if (kind === 'verified') {
        await writer.verifyEmail({ id });
      }
    });
  }
}

describe.each(ADAPTERS)('whether a user has an address, on %s', (adapter) => {
  const hasher = new CountingPasswordHasher();
  let host: AccountsHost;

  beforeAll(async () => {
    host = await startAccountsHost(adapter, {
      accounts: { emailVerification: 'off' },
      auth: { passwordHasher: { useValue: hasher } },
    });
    await prepare(host);
  });
  afterAll(() => host.stop());

  it.each(PATHS)('is not told by the response of %s, which computes no hash', async (path) => {
    const [hashed, verified] = [hasher.hashed, hasher.verified];
    const answers = [];
    for (const kind of KINDS) {
      answers.push(await host.client.postJson(path, { email: addressOf(kind) }));
    }
    expect(answers[0]).toMatchObject({ status: 202, body: { message: expect.any(String) } });
    expect(answers[0]!.headers.get('cache-control')).toBe('no-store');
    for (const answer of answers) {
      expect(comparable(answer)).toEqual(comparable(answers[0]!));
    }
    expect([hasher.hashed, hasher.verified]).toEqual([hashed, verified]);
  });

  it.each([
    ['/password/reset', { new_password: 'a violin in the rain' }],
    ['/email/verify', {}],
  ])('is not told by the response of %s to a wrong code', async (path, members) => {
    const answers = [];
    for (const kind of KINDS) {
      const body = { email: addressOf(kind), code: 'BBBB-BBBB', ...members };
      answers.push(await host.client.postJson(path, body));
    }
    expect(answers[0]).toMatchObject({ status: 400, body: { code: 'invalid_secret' } });
    for (const answer of answers) {
      expect(comparable(answer)).toEqual(comparable(answers[0]!));
    }
  });

  it.each([
    ['no member', {}],
    ['a number', { email: 7 }],
    ['a list', { email: ['known@example.com'] }],
    ['an object', { email: { $ne: '' } }],
    ['two addresses', { email: 'known@example.com,evil@example.com' }],
    ['a line break', { email: 'known@example.com\r\nBcc: evil@example.com' }],
    ['U+0000', { email: 'known@example.com\0' }],
    ['a look-alike of @', { email: 'known＠example.com' }],
    ['a name', { email: 'Known <known@example.com>' }],
    ['an unknown member', { email: 'known@example.com', host: 'evil.example' }],
  ])('is not asked by a body with %s, which is refused', async (_what, body) => {
    for (const path of PATHS) {
      const answer = await host.client.postJson(path, body);
      expect(answer).toMatchObject({ status: 422, body: { code: 'validation_failed' } });
      expect(answer.headers.get('cache-control')).toBe('no-store');
    }
  });

  it('is not asked by another method or another type of body', async () => {
    for (const path of PATHS) {
      expect((await host.client.get(`${path}?email=known@example.com`)).status).toBe(404);
      expect((await host.client.postForm(path, { email: 'known@example.com' })).status).toBe(415);
    }
  });
});

describe('mails that clients ask for', () => {
  it.each(PATHS)('are limited for each address and purpose, without a sign of it: %s', async (path) => {
    const host = await startAccountsHost('fastify', { accounts: { emailVerification: 'off' } });
    try {
      await prepare(host);
      const answers = [];
      for (const spelling of ['known@example.com', 'KNOWN@example.com', 'known@EXAMPLE.com', 'known@example.com']) {
        answers.push(await host.client.postJson(path, { email: spelling }));
        answers.push(await host.client.postJson(path, { email: spelling.replace(/known/i, 'unknown') }));
      }
      for (const answer of answers) {
        expect(comparable(answer)).toEqual(comparable(answers[0]!));
      }
      const other = PATHS.find((one) => one !== path)!;
      await host.client.postJson(other, { email: 'known@example.com' });
      await host.mailer.allTo('known@example.com', 4);
      // A mail that was asked for later has arrived.
      await host.app.get(PasswordReset, { strict: false }).request('verified@example.com');
      await host.mailer.allTo('verified@example.com', 1);
      const arrived = host.mailer.to('known@example.com');
      const resets = arrived.filter(({ text }) => text.includes('/reset-password#'));
      expect([arrived.length, resets.length]).toEqual([4, path === '/password/forgot' ? 3 : 1]);
    } finally {
      await host.stop();
    }
  });

  it('are limited for each network, over all purposes', async () => {
    const host = await startAccountsHost('fastify', { accounts: { emailVerification: 'off', mailsPerNetwork: 2 } });
    try {
      await prepare(host);
      await host.client.postJson('/password/forgot', { email: 'unknown@example.com' });
      await host.client.postJson('/email/verification', { email: 'known@example.com' });
      expect((await host.client.postJson('/password/forgot', { email: 'verified@example.com' })).status).toBe(202);
      await host.mailer.allTo('known@example.com', 1);
      // An administrator starts a reset whatever was asked for.
      await host.app.get(PasswordReset, { strict: false }).start({ email: 'known@example.com' }, BY_SERVICE);
      await host.mailer.allTo('known@example.com', 2);
      expect(host.mailer.to('verified@example.com')).toEqual([]);
    } finally {
      await host.stop();
    }
  });
});

describe('with mailsUnknownAddresses, a request for a reset', () => {
  it('tells the owner of the address alone that no account has it', async () => {
    const accounts = { emailVerification: 'off', mailsUnknownAddresses: true } as const;
    const host = await startAccountsHost('fastify', { accounts });
    try {
      await prepare(host);
      const answers = [];
      for (const kind of ['deactivated', 'known', 'Unknown']) {
        answers.push(await host.client.postJson('/password/forgot', { email: addressOf(kind) }));
      }
      expect(comparable(answers[2]!)).toEqual(comparable(answers[1]!));
      const [hint] = await host.mailer.allTo(addressOf('Unknown'), 1);
      expect(hint!.subject).toBe('No Acme account has this e-mail address');
      expect(hint!.text).toContain(APP_URL);
      expect(hint!.text).not.toContain('#token=');
      await host.mailer.withLink(addressOf('known'), '/reset-password');
      expect(host.mailer.to(addressOf('deactivated'))).toEqual([]);
    } finally {
      await host.stop();
    }
  });
});

describe('the time of the response', () => {
  jest.setTimeout(600_000);

  const start = () =>
    startAccountsHost('fastify', {
      accounts: { emailVerification: 'off', mailsPerAddress: 1_000_000 },
      auth: { passwordHasher: { useValue: new BcryptPasswordHasher({ cost: 4 }) } },
    });

  const kindsOf = ({ client }: AccountsHost, path: string) => {
    const ask = (kind: string) => async () => {
      expect((await client.postJson(path, { email: addressOf(kind) })).status).toBe(202);
    };
    return { known: ask('known'), unknown: ask('unknown') };
  };

  it.each(PATHS)('does not tell whether a user has the address: %s', async (path) => {
    const host = await start();
    try {
      await prepare(host);
      const samples = await sampled(kindsOf(host, path), {
        rounds: 150,
        maxRounds: 1_200,
        holds: ({ known, unknown }) => Math.abs(areaUnderCurve(known, unknown) - 0.5) < 0.1,
      });
      const area = areaUnderCurve(samples.known, samples.unknown);
      expect(area).toBeGreaterThan(0.4);
      expect(area).toBeLessThan(0.6);
    } finally {
      await host.stop();
    }
  });

  it('would tell it by the same measure if the mail were composed within the request', async () => {
    const host = await start();
    composeWithinRequest(host);
    try {
      await prepare(host);
      const samples = await sampled(kindsOf(host, '/password/forgot'), {
        rounds: 50,
        maxRounds: 400,
        holds: ({ known, unknown }) => areaUnderCurve(known, unknown) > 0.6,
      });
      expect(areaUnderCurve(samples.known, samples.unknown)).toBeGreaterThan(0.6);
    } finally {
      await host.stop();
    }
  });

  /** Looks the address up, issues the secret and writes the mail before it responds. */
  function composeWithinRequest({ app }: AccountsHost): void {
    const resets = app.get(PasswordReset, { strict: false });
    const accounts = app.get(Accounts, { strict: false });
    resets.request = async (email) => {
      if (await accounts.find({ email })) {
        await resets.start({ email }, BY_SERVICE);
      }
    };
  }
});

it('a user who signs in afterwards has changed nothing by asking', async () => {
  const host = await startAccountsHost('express', { accounts: { emailVerification: 'off' } });
  try {
    const { token } = await host.client.newcomer('alice', PASSWORD);
    await host.client.postJson('/password/forgot', { email: 'alice@example.com' });
    await host.mailer.allTo('alice@example.com', 1);
    expect((await host.client.signIn('alice', PASSWORD)).status).toBe(200);
    expect((await host.client.get('/me/sessions', { Authorization: `Bearer ${token}` })).status).toBe(200);
  } finally {
    await host.stop();
  }
});
