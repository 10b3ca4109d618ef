import { type INestApplication, Injectable } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type AuthenticatedUser,
  AuthModule,
  BcryptPasswordHasher,
  canonicalName,
  MemorySignInLimiter,
  UserRepository,
} from '@portcullis/auth';
import type { SignInAttempt } from '@portcullis/auth/spi';
import { MemorySessionStore, SessionsModule } from '@portcullis/sessions';
import { ADAPTERS } from '../support/adapters.js';
import type { Client } from '../support/client.js';
import { OPTIONS, PASSWORD, startHost } from './host.js';

const hasher = new BcryptPasswordHasher({ cost: 4 });

/** Two users whom `canonicalName` takes for one, and `toLowerCase()` for two. */
const [STRASSE, STRAẞE] = ['strasse', 'straße'] as const;

/** Stores and compares names by `toLowerCase()`. */
@Injectable()
class LowerCaseRepository extends UserRepository {
  readonly asked: string[] = [];
  readonly #hash = hasher.hash(PASSWORD);
  readonly #users = new Map<string, AuthenticatedUser>(
    [STRASSE, STRAẞE, 'ada'].map((name, index) => [name, { id: index + 1, username: name, isActive: true }]),
  );

  findBySubject(subject: string) {
    return [...this.#users.values()].find(({ id }) => String(id) === subject);
  }

  async findByUsername(name: string) {
    this.asked.push(name);
    const user = this.#users.get(name.toLowerCase());
    return user && { user, passwordHash: await this.#hash };
  }
}

class RecordingLimiter extends MemorySignInLimiter {
  readonly accounts: string[] = [];

  override spend(attempt: SignInAttempt) {
    this.accounts.push(attempt.name);
    return super.spend(attempt);
  }
}

describe.each(ADAPTERS)('an application that folds names by toLowerCase(), on %s', (adapter) => {
  let app: INestApplication;
  let client: Client;
  let users: LowerCaseRepository;
  let limiter: RecordingLimiter;

  beforeEach(async () => {
    users = new LowerCaseRepository();
    limiter = new RecordingLimiter();
    ({ app, client } = await startHost(adapter, {
      imports: [
        AuthModule.forRoot({
          ...OPTIONS,
          isGlobal: true,
          userRepository: { useValue: users },
          signInLimiter: { useValue: limiter },
        }),
        SessionsModule.forRoot({ store: MemorySessionStore }),
      ],
    }));
  });
  afterEach(() => app.close());

  const statusOf = async (name: string, password = PASSWORD) => (await client.signIn(name, password)).status;

  it('gets each name as typed, and signs in by its own rule', async () => {
    for (const name of ['ADA', 'Ada', 'ada', 'STRAßE']) {
      expect({ name, status: await statusOf(name) }).toEqual({ name, status: 200 });
      expect(users.asked).toContain(name);
    }
    // Portcullis' own form would have found them.
    expect(canonicalName('ａｄａ')).toBe('ada');
    expect(await statusOf('ａｄａ')).toBe(401);
  });

  it('counts the guesses of each account, whatever its spelling, and locks out no other user', async () => {
    expect(canonicalName(STRASSE)).toBe(canonicalName(STRAẞE));
    for (let guess = 0; guess < 10; guess += 1) {
      expect(await statusOf(guess % 2 === 0 ? 'strasse' : 'STRASSE', 'wrong')).toBe(401);
    }
    expect(new Set(limiter.accounts)).toEqual(new Set(['id 1']));
    expect(await statusOf('Strasse')).toBe(429);
    expect(await statusOf(STRAẞE)).toBe(200);
  });

  it('counts an unknown name apart from every user, also one with the same canonical form', async () => {
    for (let guess = 0; guess < 11; guess += 1) {
      await statusOf('ａｄａ', 'wrong');
    }
    expect(new Set(limiter.accounts)).toEqual(new Set(['name ada']));
    expect(await statusOf('ａｄａ', 'wrong')).toBe(429);
    expect(await statusOf('ada')).toBe(200);
  });
});
