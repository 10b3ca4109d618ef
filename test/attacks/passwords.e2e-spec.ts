import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BcryptPasswordHasher } from '@portcullis/auth';
import { commonPasswords } from '../../libs/auth/src/password/common-passwords.js';
import { ADAPTERS } from '../support/adapters.js';
import { startService, type TestService } from '../support/service.js';
import { insertUser } from './support/insert-user.js';
import { expectPasswordRefused, TestUsers } from './support/test-users.js';

describe.each(ADAPTERS)('passwords, on %s', (adapter) => {
  let service: TestService;
  let testUsers: TestUsers;

  beforeAll(async () => {
    service = await startService({ adapter });
    testUsers = new TestUsers(service);
  });
  afterAll(() => service.stop());

  describe('that are long enough', () => {
    it.each([
      'qkzvwxjh',
      '81649275',
      '-_.!?%&#',
      'QKZVWXJH',
      '        ',
      'пароль№7',
      '木漏れ日の中で踊る',
      '\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308',
    ])('may consist of any characters: %j', async (password) => {
      expect(await testUsers.canSignIn(await testUsers.create(password), password)).toBe(true);
    });

    it('have at least eight code points, of any size', async () => {
      expectPasswordRefused(await testUsers.register('qkzvwxj'), /at least 8 characters/);
      expectPasswordRefused(await testUsers.register('\u{1F600}'.repeat(7)), /at least 8 characters/);
      // In composed form these are seven.
      expectPasswordRefused(await testUsers.register('e\u0301'.repeat(7)), /at least 8 characters/);
      expect((await testUsers.register('\u{1F600}'.repeat(8))).status).toBe(201);
    });

    it('are not trimmed, and keep their case and width', async () => {
      const password = '  Äpfel & Birnen\t';
      const username = await testUsers.create(password);
      for (const other of [
        password.trim(),
        password.trimEnd(),
        password.toLowerCase(),
        password.toUpperCase(),
        password.replace('  ', ' '),
        password.replace(' & ', '\u00A0& '),
        password.replace('A', 'Ａ').replace('B', 'Ｂ'),
      ]) {
        expect(await testUsers.canSignIn(username, other)).toBe(false);
      }
      expect(await testUsers.canSignIn(username, password)).toBe(true);
    });

    it('may be 64 emoji, all of which are compared', async () => {
      const username = await testUsers.create('\u{1F510}'.repeat(64));
      expect(await testUsers.canSignIn(username, '\u{1F510}'.repeat(63) + '\u{1F511}')).toBe(false);
      expect(await testUsers.canSignIn(username, '\u{1F510}'.repeat(63))).toBe(false);
      expect(await testUsers.canSignIn(username, '\u{1F510}'.repeat(65))).toBe(false);
      expect(await testUsers.canSignIn(username, '\u{1F510}'.repeat(64))).toBe(true);
    });

    it.each([
      ['composed', 'Crème brûlée für Zoë', 'NFD'],
      ['decomposed', 'Crème brûlée für Zoë'.normalize('NFD'), 'NFC'],
      ['in Hangul', '비밀번호는 길어야 한다', 'NFD'],
    ])('may be typed %s or in the other form', async (_form, password, otherForm) => {
      const username = await testUsers.create(password);
      expect(password.normalize(otherForm)).not.toBe(password);
      expect(await testUsers.canSignIn(username, password)).toBe(true);
      expect(await testUsers.canSignIn(username, password.normalize(otherForm))).toBe(true);
      // Compatibility forms are distinct passwords.
      expect(await testUsers.canSignIn(username, `${password}ﬁ`)).toBe(false);
    });
  });

  describe('that are easy to guess', () => {
    it('are refused with the reason if they are on a list of more than 3,000', async () => {
      const list = [...(await commonPasswords(8))];
      expect(list.length).toBeGreaterThan(3_000);
      const step = Math.ceil(list.length / 40);
      for (const password of list.filter((_entry, index) => index % step === 0)) {
        expectPasswordRefused(await testUsers.register(password), /list of common passwords/);
      }
    });

    it.each([
      'password',
      'PASSWORD',
      'Password1',
      'pａssword',
      ' password ',
      '12345678',
      'qwertyuiop',
      'iloveyou',
      'sunshine',
    ])('are refused: %j', async (password) => {
      expectPasswordRefused(await testUsers.register(password), /list of common passwords/);
    });

    it.each([
      'tanja.unlikely',
      'TANJA.UNLIKELY',
      'tanja.unlikely1',
      '!!tanja.unlikely!!',
      't.unlikely@example.com',
      't.unlikely',
      'T.Unlikely2026',
      'portcullis',
      'Portcullis1!',
      '123portcullis',
    ])('are refused if they contain the name, the address or the product: %j', async (password) => {
      expectPasswordRefused(
        await testUsers.register(password, 'tanja.unlikely', 't.unlikely@example.com'),
        /more than a name/,
      );
    });
  });

  it('with U+0000 or half a surrogate pair are refused, and match no password', async () => {
    for (const password of ['an unlikely\0x', 'an unlikely\0y', 'an unlikely \uD83D', '\uDE00 an unlikely']) {
      expectPasswordRefused(await testUsers.register(password), /U\+0000/);
    }
    const username = await testUsers.create('an unlikely');
    for (const password of ['an unlikely\0', 'an unlikely\0an unlikely', '\0an unlikely']) {
      expect((await service.client.signIn(username, password)).status).toBe(400);
    }
  });

  it('that are stored are not checked against the rules for new ones', async () => {
    await insertUser(service, 'veteran', await new BcryptPasswordHasher({ cost: 4 }).hash('old'));
    expect(await testUsers.canSignIn('veteran', 'old')).toBe(true);
  });
});

describe('a password policy of 15 characters', () => {
  it('refuses a password of 14', async () => {
    const service = await startService({ runtime: { passwordMinLength: 15 } });
    try {
      const user = { username: 'alice', email: 'alice@example.com' };
      const answer = await service.client.register({ ...user, password: 'qkzvwxjhqkzvwx' });
      expect(answer.body).toMatchObject({ errors: [{ detail: expect.stringMatching(/at least 15 characters/) }] });
      expect((await service.client.register({ ...user, password: 'qkzvwxjhqkzvwxj' })).status).toBe(201);
    } finally {
      await service.stop();
    }
  });
});
