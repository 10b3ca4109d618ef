import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PasswordHasher, UserRepository } from '@portcullis/auth';
import { MAX_PASSWORD_BYTES } from '@portcullis/auth/spi';
import bcrypt from 'bcrypt';
import { DataSource } from 'typeorm';
import type { Answer } from '../support/client.js';
import { expectInTime } from '../support/in-time.js';
import { ADAPTERS } from '../support/adapters.js';
import { startService, type TestService } from '../support/service.js';
import { comparable } from './support/answers.js';
import { CountingPasswordHasher } from './support/counting.password-hasher.js';
import { countingUsers, type CountingUserRepository } from './support/counting.user-repository.js';
import { expectPasswordRefused, TestUsers } from './support/test-users.js';

/** Plain bcrypt, which ignores the bytes after the 72nd. */
class TruncatingPasswordHasher extends PasswordHasher {
  readonly decoyHash = bcrypt.hashSync('decoy', 4);

  hash(password: string): Promise<string> {
    return bcrypt.hash(password, 4);
  }

  verify(password: string, hash: string): Promise<boolean> {
    return bcrypt.compare(password, hash);
  }

  recognises(): boolean {
    return true;
  }
}

describe.each(ADAPTERS)('passwords, on %s', (adapter) => {
  let service: TestService;
  let testUsers: TestUsers;
  let users: CountingUserRepository;
  const hasher = new CountingPasswordHasher();

  beforeAll(async () => {
    service = await startService({
      adapter,
      override: (builder) => countingUsers(builder).overrideProvider(PasswordHasher).useValue(hasher),
    });
    testUsers = new TestUsers(service);
    users = service.app.get(UserRepository);
  });
  afterAll(() => service.stop());

  describe('of many bytes', () => {
    it.each([71, 72, 73, 127, 128, 254, 255, 256, 257, 511, 512, 513, 1022, 1023, 1024])(
      'compares every byte of %d',
      async (size) => {
        const password = 'p'.repeat(size);
        const username = await testUsers.create(password);
        expect(await testUsers.canSignIn(username, `${'p'.repeat(size - 1)}q`)).toBe(false);
        expect(await testUsers.canSignIn(username, 'p'.repeat(size - 1))).toBe(false);
        if (size < MAX_PASSWORD_BYTES) {
          expect(await testUsers.canSignIn(username, `${password}p`)).toBe(false);
        }
        expect(await testUsers.canSignIn(username, 'p'.repeat(72))).toBe(size === 72);
        expect(await testUsers.canSignIn(username, password)).toBe(true);
      },
    );

    it('compares every byte if a character spans the 72nd', async () => {
      const username = await testUsers.create(`${'p'.repeat(71)}é`);
      expect(await testUsers.canSignIn(username, `${'p'.repeat(71)}è`)).toBe(false);
      expect(await testUsers.canSignIn(username, `${'p'.repeat(71)}\u00C3`)).toBe(false);
      expect(await testUsers.canSignIn(username, `${'p'.repeat(71)}é`)).toBe(true);
    });

    it('does not accept the stored hash as the password', async () => {
      // bcrypt_sha256 hashes a text for a long password, which must not be a second password.
      const username = await testUsers.create('p'.repeat(100));
      const [row] = await query('SELECT hashed_password FROM users WHERE username = $1', [username]);
      expect(row?.hashed_password).toMatch(/^\$bcrypt-sha256\$v=2,t=2b,r=4\$/);
      expect(await testUsers.canSignIn(username, row!.hashed_password)).toBe(false);
    });

    it('would accept the first 72 bytes if the hasher truncated', async () => {
      const truncating = await startService({
        adapter,
        override: (builder) => builder.overrideProvider(PasswordHasher).useClass(TruncatingPasswordHasher),
      });
      try {
        const { username } = await truncating.client.newcomer('victim', `${'p'.repeat(72)}-and-more`);
        expect((await truncating.client.signIn(username, `${'p'.repeat(72)}-or-anything`)).status).toBe(200);
      } finally {
        await truncating.stop();
      }
    });
  });

  describe('over 1,024 bytes', () => {
    it.each([
      ['one byte more', 'p'.repeat(1_025)],
      ['fewer characters', '€'.repeat(342)],
      ['much more', 'p'.repeat(15_000)],
    ])('by %s, cost neither a look-up nor a hash, for known and unknown names', async (_what, password) => {
      const known = await testUsers.create('an unlikely passphrase');
      const before = { lookUps: users.byUsername, verified: hasher.verified };
      const answers: Answer[] = [];
      for (const username of [known, 'unknown']) {
        await expectInTime(10, async () => {
          answers.push(await service.client.signIn(username, password));
        });
      }
      for (const answer of answers) {
        expect(comparable(answer)).toEqual(comparable(answers[0]!));
      }
      expect(answers[0]?.body).toMatchObject({ error: 'invalid_request' });
      expect({ lookUps: users.byUsername, verified: hasher.verified }).toEqual(before);
    });

    it('are refused at registration, before a hash', async () => {
      const before = hasher.hashed;
      expectPasswordRefused(await testUsers.register('p'.repeat(1_025)), /at most 1024 bytes/);
      expectPasswordRefused(await testUsers.register('€'.repeat(342)), /at most 1024 bytes/);
      expect(hasher.hashed).toBe(before);
      expect((await testUsers.register('€'.repeat(341))).status).toBe(201);
    });
  });

  async function query(sql: string, parameters: unknown[]): Promise<{ hashed_password: string }[]> {
    return service.app.get(DataSource).query(sql, parameters);
  }
});
