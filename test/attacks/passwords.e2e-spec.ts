import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BcryptPasswordHasher } from '@portcullis/auth';
import { commonPasswords } from '../../libs/auth/src/password/common-passwords.js';
import { ADAPTERS } from '../support/adapters.js';
import { startService, type TestService } from '../support/service.js';
import { insertUser } from './support/insert-user.js';
import { expectPasswordRefused, People } from './support/people.js';

describe.each(ADAPTERS)('passwords, on %s', (adapter) => {
  let service: TestService;
  let people: People;

  beforeAll(async () => {
    service = await startService({ adapter });
    people = new People(service);
  });
  afterAll(() => service.stop());

  describe('any that is long enough', () => {
    it.each([
      'qkzvwxjh',
      '81649275',
      '-_.!?%&#',
      'QKZVWXJH',
      '        ',
      'пароль№7',
      '木漏れ日の中で踊る',
      '\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308',
    ])('may consist of whatever its owner likes: %j', async (password) => {
      expect(await people.signsIn(await people.nameWith(password), password)).toBe(true);
    });

    it('has at least eight code points, of whatever size', async () => {
      expectPasswordRefused(await people.register('qkzvwxj'), /at least 8 characters/);
      expectPasswordRefused(await people.register('\u{1F600}'.repeat(7)), /at least 8 characters/);
      // Composed, these are seven.
      expectPasswordRefused(await people.register('e\u0301'.repeat(7)), /at least 8 characters/);
      expect((await people.register('\u{1F600}'.repeat(8))).status).toBe(201);
    });

    it('is not trimmed, and keeps its case and its width', async () => {
      const password = '  Äpfel & Birnen\t';
      const username = await people.nameWith(password);
      for (const other of [
        password.trim(),
        password.trimEnd(),
        password.toLowerCase(),
        password.toUpperCase(),
        password.replace('  ', ' '),
        password.replace(' & ', '\u00A0& '),
        password.replace('A', 'Ａ').replace('B', 'Ｂ'),
      ]) {
        expect(await people.signsIn(username, other)).toBe(false);
      }
      expect(await people.signsIn(username, password)).toBe(true);
    });

    it('may be 64 emoji, the last of which counts', async () => {
      const username = await people.nameWith('\u{1F510}'.repeat(64));
      expect(await people.signsIn(username, '\u{1F510}'.repeat(63) + '\u{1F511}')).toBe(false);
      expect(await people.signsIn(username, '\u{1F510}'.repeat(63))).toBe(false);
      expect(await people.signsIn(username, '\u{1F510}'.repeat(65))).toBe(false);
      expect(await people.signsIn(username, '\u{1F510}'.repeat(64))).toBe(true);
    });

    it.each([
      ['composed', 'Crème brûlée für Zoë', 'NFD'],
      ['decomposed', 'Crème brûlée für Zoë'.normalize('NFD'), 'NFC'],
      ['in Hangul', '비밀번호는 길어야 한다', 'NFD'],
    ])('may be typed %s or otherwise', async (_form, password, otherForm) => {
      const username = await people.nameWith(password);
      expect(password.normalize(otherForm)).not.toBe(password);
      expect(await people.signsIn(username, password)).toBe(true);
      expect(await people.signsIn(username, password.normalize(otherForm))).toBe(true);
      // The same to a reader only in compatibility forms, which are distinct passwords.
      expect(await people.signsIn(username, `${password}ﬁ`)).toBe(false);
    });
  });

  describe('that others would guess', () => {
    it('are on a list of more than 3,000, all of them refused with the reason', async () => {
      const list = [...commonPasswords(8)];
      expect(list.length).toBeGreaterThan(3_000);
      const step = Math.ceil(list.length / 40);
      for (const password of list.filter((_entry, index) => index % step === 0)) {
        expectPasswordRefused(await people.register(password), /list of common passwords/);
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
    ])('are %j and the like', async (password) => {
      expectPasswordRefused(await people.register(password), /list of common passwords/);
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
    ])('are one’s own name, address and the product: %j', async (password) => {
      expectPasswordRefused(
        await people.register(password, 'tanja.unlikely', 't.unlikely@example.com'),
        /more than a name/,
      );
    });
  });

  it('that hold U+0000 or half a pair are refused, and match nothing', async () => {
    for (const password of ['an unlikely\0x', 'an unlikely\0y', 'an unlikely \uD83D', '\uDE00 an unlikely']) {
      expectPasswordRefused(await people.register(password), /U\+0000/);
    }
    const username = await people.nameWith('an unlikely');
    for (const password of ['an unlikely\0', 'an unlikely\0an unlikely', '\0an unlikely']) {
      expect((await service.client.signIn(username, password)).status).toBe(400);
    }
  });

  it('that exist are not measured against the rules for new ones', async () => {
    await insertUser(service, 'veteran', await new BcryptPasswordHasher({ cost: 4 }).hash('old'));
    expect(await people.signsIn('veteran', 'old')).toBe(true);
  });
});

describe('where 15 characters are asked for', () => {
  it('a password of 14 is refused', async () => {
    const service = await startService({ runtime: { passwordMinLength: 15 } });
    try {
      const person = { username: 'alice', email: 'alice@example.com' };
      const answer = await service.client.register({ ...person, password: 'qkzvwxjhqkzvwx' });
      expect(answer.body).toMatchObject({ errors: [{ detail: expect.stringMatching(/at least 15 characters/) }] });
      expect((await service.client.register({ ...person, password: 'qkzvwxjhqkzvwxj' })).status).toBe(201);
    } finally {
      await service.stop();
    }
  });
});
