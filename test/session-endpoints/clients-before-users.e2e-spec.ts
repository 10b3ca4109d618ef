import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { INestApplication } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AuthModule } from '@portcullis/auth';
import { ClientRepository, HASH_CHANNEL, type SignInAttempt, SignInLimiter } from '@portcullis/auth/spi';
import { EmployeeRepository, OPTIONS, PASSWORD, startHost } from '../embedding/host.js';
import { ADAPTERS } from '../support/adapters.js';
import type { Client } from '../support/client.js';
import { basic, CLIENTS, SHOP } from './support.js';

class CountingLimiter extends SignInLimiter {
  static spent = 0;

  async spend(attempt: SignInAttempt) {
    CountingLimiter.spent += 1;
    return { ...attempt, spentAt: 0 };
  }

  async forgive(): Promise<void> {}
}

/** A client repository that does not read the options. */
class StoredClients extends ClientRepository {
  async findById(id: string) {
    return CLIENTS.find((client) => client.id === id) ?? null;
  }
}

describe.each(ADAPTERS)('the client of a token request, on %s', (adapter) => {
  let app: INestApplication;
  let client: Client;
  let hashes = 0;
  const count = () => (hashes += 1);

  beforeEach(() => {
    hashes = CountingLimiter.spent = 0;
    subscribe(HASH_CHANNEL, count);
  });
  afterEach(async () => {
    unsubscribe(HASH_CHANNEL, count);
    await app.close();
  });

  const start = async (options: Partial<Parameters<typeof AuthModule.forRoot>[0]>) => {
    const own = { isGlobal: true, userRepository: EmployeeRepository, signInLimiter: CountingLimiter };
    ({ app, client } = await startHost(adapter, { imports: [AuthModule.forRoot({ ...OPTIONS, ...own, ...options })] }));
  };

  const signIn = (form: Record<string, string> = {}, headers: Record<string, string> = {}) =>
    client.postForm('/token', { username: 'alice', password: PASSWORD, ...form }, headers);

  describe.each([
    ['declared in the options', { clients: CLIENTS }],
    ['in a repository of the host', { clientRepository: StoredClients }],
  ])('among clients %s', (_where, options) => {
    beforeEach(() => start(options));

    it.each<[string, Record<string, string>, Record<string, string>]>([
      ['an unknown one', { client_id: 'unknown', client_secret: 'x' }, {}],
      ['one with a wrong secret', { ...SHOP, client_secret: 'wrong' }, {}],
      ['one with a wrong secret by Basic', {}, basic({ ...SHOP, client_secret: 'wrong' })],
      ['an unknown one with an unknown grant', { client_id: 'unknown', client_secret: 'x', grant_type: 'x' }, {}],
    ])('is refused before anything is hashed, counted or set as a cookie: %s', async (_what, form, headers) => {
      const answer = await signIn(form, headers);
      expect([answer.status, answer.body['error']]).toEqual([401, 'invalid_client']);
      expect(answer.headers.getSetCookie()).toEqual([]);
      expect([hashes, CountingLimiter.spent]).toEqual([0, 0]);
    });

    it('can sign users in if its secret is right, or if it has none', async () => {
      for (const form of [{ ...SHOP }, { client_id: 'mobile' }, {} as Record<string, string>]) {
        expect((await signIn(form)).status).toBe(200);
      }
      expect([hashes, CountingLimiter.spent]).toEqual([3, 3]);
    });
  });

  it('is ignored while no clients are declared', async () => {
    await start({});
    expect((await signIn({ client_id: 'unknown', client_secret: 'x' })).status).toBe(200);
  });
});
