import { describe, expect, it } from '@jest/globals';
import { canonicalName } from '../user/canonical-name.js';
import { codePointCount } from './code-point-count.js';
import { commonPasswords } from './common-passwords.js';
import { MAX_PASSWORD_BYTES, PasswordPolicy } from './password-policy.js';

const policy = new PasswordPolicy();
const alice = ['alice', 'Alice.Liddell@example.com'];
const codeOf = async (password: string, context = alice, by = policy) =>
  (await by.check(password, context))?.code ?? null;

describe('PasswordPolicy', () => {
  it.each([
    'alice-in-chains-94',
    'correct horse battery staple',
    'kräuterbuttér',
    '🔐🗝️🐉🏰🌙⚔️🛡️👑',
    '🔐'.repeat(64),
    '   spaces around   ',
    'mmmmmmmmmmmmmmmmmmmmmmmm',
    'x'.repeat(MAX_PASSWORD_BYTES),
  ])('admits %s, without rules of composition', async (password) => {
    expect(await policy.check(password, alice)).toBeNull();
  });

  it.each([
    ['1,025 bytes', 'x'.repeat(1025)],
    ['1,026 bytes in 342 characters', '€'.repeat(342)],
    ['a megabyte of lone surrogates', '\ud800'.repeat(350_000)],
  ])('refuses %s for its length before anything else', async (_name, password) => {
    expect(await codeOf(password)).toBe('password_too_long');
  });

  it.each([
    ['seven letters', 'gqzvtwk'],
    ['seven emoji, 28 bytes', '🔐'.repeat(7)],
    ['seven characters that NFD writes with fourteen', 'é'.repeat(7).normalize('NFD')],
    ['nothing', ''],
  ])('refuses %s as too short', async (_name, password) => {
    expect(await codeOf(password)).toBe('password_too_short');
  });

  it.each(['long enough\ud800', '\udc00long enough', 'long\0enough', '\0'])(
    'refuses %j as no text',
    async (password) => {
      expect(await codeOf(password)).toBe('password_not_text');
    },
  );

  it.each(['password', 'PASSWORD', 'PassWord1', ' password1 ', 'ｐａｓｓｗｏｒｄ', 'qwertyuiop', '1234567890'])(
    'refuses %s as common',
    async (password) => {
      expect(await codeOf(password)).toBe('password_too_common');
    },
  );

  it.each([
    'alice1234',
    'ALICE...2024',
    '***alice***',
    '  2024 Alice !',
    'alice.liddell',
    '1Alice.Liddell!',
    'alice.liddell@example.com',
    'Portcullis',
    'portcullis-2026',
    'Ａｌｉｃｅ１２３４',
  ])('refuses %s as predictable', async (password) => {
    expect(await codeOf(password)).toBe('password_predictable');
  });

  it('compares decorated names with decorated passwords', async () => {
    expect(await codeOf('7-zaphod-42', ['zaphod_99'])).toBe('password_predictable');
  });

  it('refuses a name that is nothing but digits only as it is', async () => {
    expect(await codeOf('19850412733', ['19850412733'])).toBe('password_predictable');
    expect(await codeOf('27190384651', ['19850412733'])).toBeNull();
  });

  it.each(['a', 'bo', '42', '!!', '', '@', '@example'])('makes nothing of the short name %j', async (name) => {
    expect(await codeOf('a-9071625348', [name])).toBeNull();
    expect(await codeOf('90716253-48!', [name])).toBeNull();
  });

  it('takes the host`s own words in place of the default ones', async () => {
    const host = new PasswordPolicy({ forbiddenWords: ['Wonderland'] });
    expect(await codeOf('wonderland7', [], host)).toBe('password_predictable');
    expect(await codeOf('portcullis7', [], host)).toBeNull();
  });

  it('gives a reason for a person, which never repeats the password', async () => {
    const long = new PasswordPolicy({ minLength: 15 });
    expect(await long.check('gqzvtwkx', [])).toEqual({
      code: 'password_too_short',
      reason: 'The password must have at least 15 characters.',
    });
    for (const password of ['password1', 'alice1234', 'short', 'long\0enough', 'x'.repeat(1025)]) {
      const { reason } = (await policy.check(password, alice)) ?? { reason: password };
      expect(reason).toMatch(/^The password .+\.$/);
      expect(reason).not.toContain(password);
    }
  });

  it('answers for the longest of passwords without a slow search', async () => {
    expect(await codeOf(`${'1a'.repeat(511)}!`)).toBeNull();
    expect(await codeOf(`a${'!'.repeat(1022)}b`)).toBeNull();
  });

  it.each([0, -1, 8.5, NaN, 1025])('refuses the minimum length %p', (minLength) => {
    expect(() => new PasswordPolicy({ minLength })).toThrow('The option minLength of PasswordPolicy must be');
  });
});

describe('the list of common passwords', () => {
  it('has over 3,000 entries that the policy would otherwise admit', async () => {
    const common = [...(await commonPasswords(8))];
    expect(common.length).toBeGreaterThanOrEqual(3000);
    expect(common.every((entry) => codePointCount(entry) >= 8)).toBe(true);
    expect(common.every((entry) => canonicalName(entry) === entry)).toBe(true);
  });

  it('is read once', async () => {
    expect(await commonPasswords(8)).toBe(await commonPasswords(8));
  });

  it('reaches down to the shortest password that a policy admits', async () => {
    const short = new PasswordPolicy({ minLength: 6 });
    expect(await codeOf('123456', [], short)).toBe('password_too_common');
    expect(await codeOf('gqzvtw', [], short)).toBeNull();
  });
});
