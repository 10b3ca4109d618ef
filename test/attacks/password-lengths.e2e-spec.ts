import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MAX_PASSWORD_BYTES, PasswordHasher, UserRepository } from '@portcullis/auth';
import bcrypt from 'bcrypt';
import { DataSource } from 'typeorm';
import type { Answer } from '../support/client.js';
import { expectInTime } from '../support/in-time.js';
import { ADAPTERS } from '../support/adapters.js';
import { startService, type TestService } from '../support/service.js';
import { comparable } from './support/answers.js';
import { CountingPasswordHasher } from './support/counting.password-hasher.js';
import { countingUsers, type CountingUserRepository } from './support/counting.user-repository.js';
import { expectPasswordRefused, People } from './support/people.js';

/** Node's bcrypt as many use it: what is over 72 bytes is dropped. */
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
  let people: People;
  let users: CountingUserRepository;
  const hasher = new CountingPasswordHasher();

  beforeAll(async () => {
    service = await startService({
      adapter,
      override: (builder) => countingUsers(builder).overrideProvider(PasswordHasher).useValue(hasher),
    });
    people = new People(service);
    users = service.app.get(UserRepository);
  });
  afterAll(() => service.stop());

  describe('of many bytes', () => {
    it.each([71, 72, 73, 127, 128, 254, 255, 256, 257, 511, 512, 513, 1022, 1023, 1024])(
      'counts to the last of %d',
      async (size) => {
        const password = 'p'.repeat(size);
        const username = await people.nameWith(password);
        expect(await people.signsIn(username, `${'p'.repeat(size - 1)}q`)).toBe(false);
        expect(await people.signsIn(username, 'p'.repeat(size - 1))).toBe(false);
        if (size < MAX_PASSWORD_BYTES) {
          expect(await people.signsIn(username, `${password}p`)).toBe(false);
        }
        expect(await people.signsIn(username, 'p'.repeat(72))).toBe(size === 72);
        expect(await people.signsIn(username, password)).toBe(true);
      },
    );

    it('counts to the last where a character straddles the 72nd', async () => {
      const username = await people.nameWith(`${'p'.repeat(71)}é`);
      expect(await people.signsIn(username, `${'p'.repeat(71)}è`)).toBe(false);
      expect(await people.signsIn(username, `${'p'.repeat(71)}\u00C3`)).toBe(false);
      expect(await people.signsIn(username, `${'p'.repeat(71)}é`)).toBe(true);
    });

    it('is no other’s wrapped form', async () => {
      // What bcrypt_sha256 hashes for a long password is text that somebody could type.
      const username = await people.nameWith('p'.repeat(100));
      const [row] = await query('SELECT hashed_password FROM users WHERE username = $1', [username]);
      expect(row?.hashed_password).toMatch(/^\$bcrypt-sha256\$v=2,t=2b,r=4\$/);
      expect(await people.signsIn(username, row!.hashed_password)).toBe(false);
    });

    it('lets in whoever knows the first 72, where the hasher truncates', async () => {
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
    ])('by %s, cost neither a look-up nor a hash, whoever signs in', async (_what, password) => {
      const known = await people.nameWith('an unlikely passphrase');
      const before = { asked: users.byUsername, verified: hasher.verified };
      const answers: Answer[] = [];
      for (const username of [known, 'nobody']) {
        await expectInTime(10, async () => {
          answers.push(await service.client.signIn(username, password));
        });
      }
      for (const answer of answers) {
        expect(comparable(answer)).toEqual(comparable(answers[0]!));
      }
      expect(answers[0]?.body).toMatchObject({ error: 'invalid_request' });
      expect({ asked: users.byUsername, verified: hasher.verified }).toEqual(before);
    });

    it('are refused to whoever registers, before a hash', async () => {
      const before = hasher.hashed;
      expectPasswordRefused(await people.register('p'.repeat(1_025)), /at most 1024 bytes/);
      expectPasswordRefused(await people.register('€'.repeat(342)), /at most 1024 bytes/);
      expect(hasher.hashed).toBe(before);
      expect((await people.register('€'.repeat(341))).status).toBe(201);
    });
  });

  async function query(sql: string, parameters: unknown[]): Promise<{ hashed_password: string }[]> {
    return service.app.get(DataSource).query(sql, parameters);
  }
});
