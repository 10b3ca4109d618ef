import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import bcrypt from 'bcrypt';
import { BcryptPasswordHasher } from './bcrypt.password-hasher.js';

const hasher = new BcryptPasswordHasher({ cost: 4 });
const PLAIN = /^\$2b\$04\$[./A-Za-z0-9]{53}$/;
const WRAPPED = /^\$bcrypt-sha256\$v=2,t=2b,r=4\$[./A-Za-z0-9]{22}\$[./A-Za-z0-9]{31}$/;

beforeEach(() => {
  jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
});

afterEach(() => {
  jest.restoreAllMocks();
});

describe('hash', () => {
  it.each([
    ['71 bytes', 'x'.repeat(71), PLAIN],
    ['72 bytes', 'x'.repeat(72), PLAIN],
    ['73 bytes', 'x'.repeat(73), WRAPPED],
    ['257 bytes', 'x'.repeat(257), WRAPPED],
    ['1,024 bytes', 'x'.repeat(1024), WRAPPED],
    ['72 bytes in 18 emoji', '🔐'.repeat(18), PLAIN],
    ['76 bytes in 19 emoji', '🔐'.repeat(19), WRAPPED],
    ['72 bytes in NFC, more in NFD', 'é'.repeat(36).normalize('NFD'), PLAIN],
    ['a zero byte', 'a\0x', WRAPPED],
  ])('keeps %s in the format that holds them', async (_name, password, format) => {
    const hash = await hasher.hash(password);
    expect(hash).toMatch(format);
    await expect(hasher.verify(password, hash)).resolves.toBe(true);
  });

  it('takes a fresh salt each time', async () => {
    expect(await hasher.hash('secret')).not.toBe(await hasher.hash('secret'));
  });

  it('refuses lone surrogates, which encoding would make one', async () => {
    await expect(hasher.hash('secret\ud800')).rejects.toThrow(TypeError);
  });
});

describe('verify', () => {
  it.each(['Ångström', 'é'.repeat(40)])('takes NFC and NFD of %s for one', async (password) => {
    const [nfc, nfd] = [password.normalize('NFC'), password.normalize('NFD')];
    expect(nfc).not.toBe(nfd);
    await expect(hasher.verify(nfd, await hasher.hash(nfc))).resolves.toBe(true);
    await expect(hasher.verify(nfc, await hasher.hash(nfd))).resolves.toBe(true);
  });

  it.each([
    ['letter case', 'secret', 'Secret'],
    ['a space after it', 'secret', 'secret '],
    ['full-width letters', 'secret', 'ｓecret'],
    ['the last of 64 emoji', '🔐'.repeat(64), `${'🔐'.repeat(63)}🔑`],
    ['what stands after a zero byte', 'a\0x', 'a\0y'],
    ['a lone surrogate', '\ufffd', '\ud800'],
    ['a lone surrogate in a long one', '\ufffd'.repeat(30), `${'\ufffd'.repeat(29)}\udc00`],
  ])('tells apart %s', async (_name, password, other) => {
    await expect(hasher.verify(other, await hasher.hash(password))).resolves.toBe(false);
  });
});

describe('the work of verify', () => {
  const stored = '$2b$05$C9rElvZFlxlpGQB1giumjuImoMmQCZ6.cZ7kokU8/.9hNUNQoN2ha';

  it.each([
    ['a wrong password', 'wrong', stored, '$2b$05$'],
    ['a password over 72 bytes', 'x'.repeat(73), stored, '$2b$05$'],
    ['a zero byte', 'a\0x', stored, '$2b$05$'],
    ['a lone surrogate', '\ud800', stored, '$2b$05$'],
    ['the decoy', 'wrong', hasher.decoyHash, '$2b$04$'],
    ['no hash', 'wrong', '', '$2b$04$'],
    ['a broken hash', 'wrong', stored.slice(0, -1), '$2b$04$'],
    ['a hash of a cost out of range', 'wrong', `$2b$31$${stored.slice(7)}`, '$2b$04$'],
    ['a foreign hash', 'x'.repeat(73), '$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA', '$2b$04$'],
  ])('is one bcrypt and a no for %s', async (_name, password, hash, setting) => {
    const work = jest.spyOn(bcrypt, 'hash');
    await expect(new BcryptPasswordHasher({ cost: 4 }).verify(password, hash)).resolves.toBe(false);
    expect(work.mock.calls).toEqual([[expect.anything(), expect.stringContaining(setting)]]);
  });

  it('is a no where an unreadable hash leads to the decoy and the digest happens to agree', async () => {
    const agreeing = (): unknown => Promise.resolve(hasher.decoyHash);
    jest.spyOn(bcrypt, 'hash').mockImplementation(agreeing);
    await expect(hasher.verify('secret', hasher.decoyHash)).resolves.toBe(true);
    await expect(hasher.verify('secret', 'no hash')).resolves.toBe(false);
    await expect(hasher.verify('x'.repeat(73), hasher.decoyHash)).resolves.toBe(false);
  });
});

/** The costs of the bcrypts that a verification takes, computed in no time. */
async function costsOf(subject: BcryptPasswordHasher, hash: string): Promise<number[]> {
  const settings: string[] = [];
  const record = (_key: unknown, setting: string) => {
    settings.push(setting);
    return Promise.resolve(subject.decoyHash);
  };
  jest.spyOn(bcrypt, 'hash').mockImplementation(record as () => unknown);
  await subject.verify('secret', hash);
  return settings.map((setting) => Number(setting.slice(4, 6)));
}

const TAIL = 'C9rElvZFlxlpGQB1giumjuImoMmQCZ6.cZ7kokU8/.9hNUNQoN2ha';
const [SALT, DIGEST] = [TAIL.slice(0, 22), TAIL.slice(22)];

describe('the total work of verify is the same', () => {
  const workOf = (costs: readonly number[]) => costs.reduce((sum, cost) => sum + 2 ** cost, 0);

  it.each([
    ['the configured cost', `$2b$12$${TAIL}`, [12]],
    ['one less', `$2b$11$${TAIL}`, [11, 11]],
    ['four less', `$2b$08$${TAIL}`, [8, 8, 9, 10, 11]],
    ['$2a$', `$2a$10$${TAIL}`, [10, 10, 11]],
    ['$2y$', `$2y$10$${TAIL}`, [10, 10, 11]],
    ['passlib’s bcrypt_sha256, version 2', `$bcrypt-sha256$v=2,t=2b,r=10$${SALT}$${DIGEST}`, [10, 10, 11]],
    ['passlib’s bcrypt_sha256, version 1', `$bcrypt-sha256$2a,10$${SALT}$${DIGEST}`, [10, 10, 11]],
    ['no hash', '', [12]],
  ])('for %s', async (_what, hash, costs) => {
    const subject = new BcryptPasswordHasher({ cost: 12 });
    expect(await costsOf(subject, hash)).toEqual(costs);
    expect(workOf(costs)).toBe(2 ** 12);
  });

  it('for every hash after a more expensive one, which is logged once', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const subject = new BcryptPasswordHasher({ cost: 12 });
    const dear = `$2b$14$${TAIL}`;
    for (const hash of [dear, subject.decoyHash, `$2b$10$${TAIL}`, 'no hash', dear]) {
      expect(workOf(await costsOf(subject, hash))).toBe(2 ** 14);
    }
    expect(warn.mock.calls).toEqual([[expect.stringMatching(/the option password\.cost of AuthModule to 14/)]]);
  });
});

describe('a stored hash that is too expensive', () => {
  it.each([
    [{ cost: 4 }, 12],
    [{ cost: 10 }, 14],
    [{ cost: 12 }, 16],
    [{ cost: 14 }, 16],
    [{ cost: 18 }, 18],
    [{ cost: 12, maxVerifiedCost: 13 }, 13],
    [{ cost: 12, maxVerifiedCost: 20 }, 20],
  ])('with %j is one above %d: not recognised, verified like the decoy', async (options, highest) => {
    const subject = new BcryptPasswordHasher(options);
    expect(subject.recognises(`$2b$${String(highest).padStart(2, '0')}$${TAIL}`)).toBe(true);
    for (const cost of [highest + 1, 25, 30, 31, 99]) {
      for (const hash of [
        `$2b$${cost}$${TAIL}`,
        `$2y$${cost}$${TAIL}`,
        `$bcrypt-sha256$v=2,t=2b,r=${cost}$${SALT}$${DIGEST}`,
      ]) {
        expect(subject.recognises(hash)).toBe(false);
        expect(subject.needsRehash(hash)).toBe(false);
        expect(await costsOf(subject, hash)).toEqual([options.cost]);
      }
    }
  });

  it.each([11, 31, 12.5, NaN])('may not be one above %p with cost 12', (maxVerifiedCost) => {
    expect(() => new BcryptPasswordHasher({ cost: 12, maxVerifiedCost })).toThrow(
      /The option maxVerifiedCost of BcryptPasswordHasher must be a whole number from 1 to 30, not below cost, not /,
    );
  });
});

describe('needsRehash', () => {
  it.each([
    [`$2b$11$${TAIL}`, true],
    [`$2a$04$${TAIL}`, true],
    [`$bcrypt-sha256$v=2,t=2b,r=10$${SALT}$${DIGEST}`, true],
    [`$2b$12$${TAIL}`, false],
    [`$2y$12$${TAIL}`, false],
    [`$2b$13$${TAIL}`, false],
    ['no hash', false],
  ])('is true for cheaper hashes only: %s %p', (hash, expected) => {
    expect(new BcryptPasswordHasher({ cost: 12 }).needsRehash(hash)).toBe(expected);
  });
});

describe('the decoy', () => {
  it('is a plain hash of the configured cost, another one for every hasher', () => {
    expect(hasher.decoyHash).toMatch(PLAIN);
    expect(hasher.recognises(hasher.decoyHash)).toBe(true);
    expect(new BcryptPasswordHasher().decoyHash).toMatch(/^\$2b\$12\$/);
    expect(new BcryptPasswordHasher({ cost: 4 }).decoyHash).not.toBe(hasher.decoyHash);
  });
});

describe('the cost', () => {
  it.each([3, 31, 0, -12, 12.5, NaN, Infinity])('may not be %p', (cost) => {
    expect(() => new BcryptPasswordHasher({ cost })).toThrow(
      /^The option cost of BcryptPasswordHasher must be a whole number from 4 to 30, not /,
    );
  });

  it.each([4, 12, 30])('may be %p', (cost) => {
    expect(() => new BcryptPasswordHasher({ cost })).not.toThrow();
  });

  it('of a stored hash decides its own verification', async () => {
    const hash = await new BcryptPasswordHasher({ cost: 5 }).hash('secret');
    await expect(hasher.verify('secret', hash)).resolves.toBe(true);
  });
});
