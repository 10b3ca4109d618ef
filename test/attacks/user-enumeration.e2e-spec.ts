import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { PasswordHasher, UserRepository } from '@portcullis/auth';
import { InvalidGrantError, PasswordAuthentication, SignInLimiter } from '@portcullis/auth/spi';
import { DataSource } from 'typeorm';
import type { Answer } from '../support/client.js';
import { ADAPTERS } from '../support/adapters.js';
import { startService, type TestService } from '../support/service.js';
import { comparable } from './support/answers.js';
import { CountingPasswordHasher } from './support/counting.password-hasher.js';
import { insertUser } from './support/insert-user.js';
import { areaUnderCurve, interleaved, sampled } from './support/mann-whitney.js';
import { UnlimitedSignInLimiter } from './support/unlimited.sign-in-limiter.js';

const PASSWORD = 'an unlikely passphrase';
const LONG_PASSWORD = 'p'.repeat(200);

/** High enough that a hash dominates the time of a response, and low enough for a fast suite. */
const COST = 6;
/** The hash stands out from other load of the machine. */
const HIGH_COST = 10;

/** Names that can't sign in with the test's passwords, each for another reason. */
const NAMES = ['alice', 'longhand', 'unknown', 'passwordless', 'locked', 'argon', 'blank', 'truncated'] as const;

/** Accounts as an older service may have left them. */
const STORED_HASHES: Readonly<Record<string, string | null>> = {
  passwordless: null,
  locked: '!',
  argon: '$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub+b4dWRWJTmaaJObG',
  blank: '',
  truncated: '$2b$08$abcdefghijklmnopqrstuv',
};

/** Responds before it hashes if there is no password to compare, as Django did until CVE-2024-39329. */
function makeHasty({ app }: TestService): void {
  const users = app.get(UserRepository, { strict: false });
  const passwords = app.get(PasswordAuthentication, { strict: false });
  const verify = passwords.verify.bind(passwords);
  passwords.verify = async (given, request) => {
    const credentials = await users.findByUsername(given.username);
    if (!credentials?.passwordHash) {
      throw new InvalidGrantError();
    }
    return verify(given, request);
  };
}

async function prepare(service: TestService): Promise<void> {
  await service.client.newcomer('alice', PASSWORD);
  await service.client.newcomer('longhand', LONG_PASSWORD);
  for (const [name, hash] of Object.entries(STORED_HASHES)) {
    await insertUser(service, name, hash);
  }
}

describe.each(ADAPTERS)('the existence of an account, on %s', (adapter) => {
  let service: TestService;
  const hasher = new CountingPasswordHasher();

  beforeAll(async () => {
    service = await startService({
      adapter,
      override: (builder) => builder.overrideProvider(PasswordHasher).useValue(hasher),
    });
    await prepare(service);
  });
  afterAll(() => service.stop());

  it.each([
    ['a short password', 'x'],
    ['an ordinary password', 'not the right one'],
    ['a password of 72 bytes', 'x'.repeat(72)],
    ['a password of 73 bytes', 'x'.repeat(73)],
    ['a password of 1,024 bytes', 'x'.repeat(1_024)],
    ['a password beyond ASCII', 'ü'.repeat(40)],
  ])('is not revealed by the response to %s, which costs one hash', async (_what, password) => {
    const answers: Answer[] = [];
    for (const name of NAMES) {
      const before = hasher.verified;
      answers.push(await service.client.signIn(name, password));
      expect(hasher.verified - before).toBe(1);
    }
    expect(answers[0]).toMatchObject({
      status: 401,
      body: { error: 'invalid_grant', detail: 'Incorrect username or password' },
    });
    for (const answer of answers) {
      expect(comparable(answer)).toEqual(comparable(answers[0]!));
    }
  });

  it('is not revealed by sending the stored value as the password', async () => {
    for (const [name, hash] of Object.entries(STORED_HASHES)) {
      const answer = await service.client.signIn(name, hash || 'x');
      expect(answer.status).toBe(401);
    }
  });

  it.each([
    ['a password that is too long', { password: 'x'.repeat(1_025) }, 400],
    ['no password', { password: '' }, 400],
    ['a password with U+0000', { password: 'a\0b' }, 400],
    ['an unknown scope', { password: 'x', scope: 'nonsense' }, 400],
    ['an unknown grant type', { password: 'x', grant_type: 'nonsense' }, 400],
  ])('is not revealed by the response to a malformed request: %s', async (_what, form, status) => {
    const before = hasher.verified;
    const answers = await Promise.all(
      NAMES.map((username) => service.client.postForm('/token', { username, ...form })),
    );
    expect(answers.map((answer) => answer.status)).toEqual(NAMES.map(() => status));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(hasher.verified).toBe(before);
  });

  it('is revealed only to the user of a deactivated account', async () => {
    await service.client.newcomer('dormant', PASSWORD);
    await service.app.get(DataSource).query("UPDATE users SET is_active = false WHERE username = 'dormant'");
    const wrong = await service.client.signIn('dormant', 'not the right one');
    const unknown = await service.client.signIn('unknown', 'not the right one');
    expect(comparable(wrong)).toEqual(comparable(unknown));
    expect((await service.client.signIn('dormant', PASSWORD)).body).toMatchObject({ detail: 'Inactive user' });
  });
});

describe('the time of a refused sign-in', () => {
  jest.setTimeout(600_000);

  /** Failing sign-ins of each kind. */
  function signIns(service: TestService) {
    const refused = (name: string, password: string) => async () => {
      expect((await service.client.signIn(name, password)).status).toBe(401);
    };
    return {
      wrong: refused('alice', 'not the right one'),
      unknown: refused('unknown', 'not the right one'),
      passwordless: refused('passwordless', 'not the right one'),
      unrecognisable: refused('argon', 'not the right one'),
      wrongAndLong: refused('alice', 'x'.repeat(73)),
      unknownAndLong: refused('unknown', 'x'.repeat(73)),
    };
  }

  type Samples = Readonly<Record<keyof ReturnType<typeof signIns>, readonly number[]>>;

  const start = (bcryptCost: number) =>
    startService({
      runtime: { bcryptCost },
      override: (builder) => builder.overrideProvider(SignInLimiter).useClass(UnlimitedSignInLimiter),
    });

  it('does not distinguish known names from unknown ones', async () => {
    const service = await start(COST);
    try {
      await prepare(service);
      const kinds = signIns(service);
      const distance = ({ wrong, wrongAndLong, unknownAndLong, ...others }: Samples) => {
        const areas = [others.unknown, others.passwordless, others.unrecognisable].map((other) =>
          areaUnderCurve(other, wrong),
        );
        return Math.max(
          ...[...areas, areaUnderCurve(unknownAndLong, wrongAndLong)].map((area) => Math.abs(area - 0.5)),
        );
      };
      await interleaved(kinds, 10);
      const samples = await sampled(kinds, {
        rounds: 150,
        maxRounds: 900,
        holds: (taken) => distance(taken) < 0.1,
      });
      expect(distance(samples)).toBeLessThan(0.1);
    } finally {
      await service.stop();
    }
  });

  it('would distinguish them by the same measure if no hash were computed for unknown names', async () => {
    const service = await start(HIGH_COST);
    makeHasty(service);
    try {
      await prepare(service);
      const area = ({ wrong, wrongAndLong, ...others }: Samples) =>
        Math.min(
          areaUnderCurve(wrong, others.unknown),
          areaUnderCurve(wrong, others.passwordless),
          areaUnderCurve(wrongAndLong, others.unknownAndLong),
        );
      const samples = await sampled(signIns(service), {
        rounds: 10,
        maxRounds: 100,
        holds: (taken) => area(taken) > 0.9,
      });
      expect(area(samples)).toBeGreaterThan(0.9);
    } finally {
      await service.stop();
    }
  });
});
