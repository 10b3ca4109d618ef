import { afterEach, describe, expect, it, jest } from '@jest/globals';
import bcrypt from 'bcrypt';
import { BcryptPasswordHasher } from './bcrypt.password-hasher.js';
import { hashingConcurrency } from './hashing-concurrency.js';
import { HashingThreads } from './threads/hashing-threads.js';

const hasher = new BcryptPasswordHasher({ cost: 4 });
const PLAIN = /^\$2b\$04\$[./A-Za-z0-9]{53}$/;
const WRAPPED = /^\$bcrypt-sha256\$v=2,t=2b,r=4\$[./A-Za-z0-9]{22}\$[./A-Za-z0-9]{31}$/;

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
    await expect(hasher.verify(password, hash)).resolves.toBe(false);
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
    expect(() => new BcryptPasswordHasher({ cost })).toThrow(/bcrypt cost must be a whole number from 4 to 30, not /);
  });

  it.each([4, 12, 30])('may be %p', (cost) => {
    expect(() => new BcryptPasswordHasher({ cost })).not.toThrow();
  });

  it('of a stored hash decides its own verification', async () => {
    const hash = await new BcryptPasswordHasher({ cost: 5 }).hash('secret');
    await expect(hasher.verify('secret', hash)).resolves.toBe(true);
  });
});

describe('threads of its own', () => {
  it.each([
    [9, 0],
    [10, 1],
  ])('at cost %d are asked for %d hashes', async (cost, count) => {
    const { decoyHash } = new BcryptPasswordHasher({ cost });
    const threads = new HashingThreads({ concurrency: 3 });
    const inThreads = jest.spyOn(threads, 'hash').mockResolvedValue(decoyHash);
    jest.spyOn(bcrypt, 'hash').mockImplementation((): unknown => Promise.resolve(decoyHash));
    const other = new BcryptPasswordHasher({ cost: 4 }, threads);
    await expect(other.verify('secret', decoyHash)).resolves.toBe(true);
    expect(inThreads).toHaveBeenCalledTimes(count);
    expect(bcrypt.hash).toHaveBeenCalledTimes(1 - count);
  });

  it('say how many hashes at once, and libuv’s where it hashes in those: never all of them', () => {
    const threads = new HashingThreads({ concurrency: 64 });
    expect(new BcryptPasswordHasher({ cost: 10 }, threads).concurrency).toBe(64);
    expect(new BcryptPasswordHasher({ cost: 9 }, threads).concurrency).toBe(hashingConcurrency());
  });

  it('end with the application', () => {
    const threads = new HashingThreads();
    const close = jest.spyOn(threads, 'close');
    new BcryptPasswordHasher({}, threads).onApplicationShutdown();
    expect(close).toHaveBeenCalledTimes(1);
  });
});
