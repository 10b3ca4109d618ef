import { describe, expect, it } from '@jest/globals';
import { formatBcryptHash, parseBcryptHash } from './bcrypt-hash.js';

const SALT = 'C9rElvZFlxlpGQB1giumju';
const DIGEST = 'ImoMmQCZ6.cZ7kokU8/.9hNUNQoN2ha';

describe('parseBcryptHash', () => {
  it.each([
    [`$2a$04$${SALT}${DIGEST}`, 'bcrypt', 4],
    [`$2b$12$${SALT}${DIGEST}`, 'bcrypt', 12],
    [`$2y$30$${SALT}${DIGEST}`, 'bcrypt', 30],
    [`$bcrypt-sha256$v=2,t=2b,r=12$${SALT}$${DIGEST}`, 'bcrypt-sha256-v2', 12],
    [`$bcrypt-sha256$2a,4$${SALT}$${DIGEST}`, 'bcrypt-sha256-v1', 4],
    [`$bcrypt-sha256$2b,10$${SALT}$${DIGEST}`, 'bcrypt-sha256-v1', 10],
  ])('reads %s', (hash, scheme, cost) => {
    expect(parseBcryptHash(hash)).toEqual({ scheme, cost, salt: SALT, digest: DIGEST });
  });

  it.each([
    ['nothing', ''],
    ['plain text', 'secret'],
    ['another algorithm', '$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA'],
    ['the first bcrypt', `$2$04$${SALT}${DIGEST}`],
    ['the faulty variant', `$2x$04$${SALT}${DIGEST}`],
    ['an unknown variant', `$2c$04$${SALT}${DIGEST}`],
    ['cost 3', `$2b$03$${SALT}${DIGEST}`],
    ['cost 31', `$2b$31$${SALT}${DIGEST}`],
    ['cost 99', `$2b$99$${SALT}${DIGEST}`],
    ['a cost of one digit', `$2b$4$${SALT}${DIGEST}`],
    ['no digest', `$2b$04$${SALT}`],
    ['a short digest', `$2b$04$${SALT}${DIGEST.slice(1)}`],
    ['a long digest', `$2b$04$${SALT}${DIGEST}a`],
    ['a foreign character', `$2b$04$${SALT}${DIGEST.slice(1)}+`],
    ['a line break', `$2b$04$${SALT}${DIGEST}\n`],
    ['a zero byte', `$2b$04$${SALT}${DIGEST}\0`],
    ['a space before it', ` $2b$04$${SALT}${DIGEST}`],
    ['version 1 in the form of version 2', `$bcrypt-sha256$v=1,t=2b,r=4$${SALT}$${DIGEST}`],
    ['version 3', `$bcrypt-sha256$v=3,t=2b,r=4$${SALT}$${DIGEST}`],
    ['version 2 over $2a$', `$bcrypt-sha256$v=2,t=2a,r=4$${SALT}$${DIGEST}`],
    ['a zero before the wrapped cost', `$bcrypt-sha256$v=2,t=2b,r=04$${SALT}$${DIGEST}`],
    ['a wrapped cost of 3', `$bcrypt-sha256$v=2,t=2b,r=3$${SALT}$${DIGEST}`],
    ['a wrapped hash without digest', `$bcrypt-sha256$v=2,t=2b,r=4$${SALT}`],
  ])('refuses %s', (_name, hash) => {
    expect(parseBcryptHash(hash)).toBeNull();
  });

  it('clears the bits that the last characters do not use', () => {
    expect(parseBcryptHash(`$2b$04$${SALT.slice(0, -1)}9${DIGEST.slice(0, -1)}d`)).toMatchObject({
      salt: SALT,
      digest: DIGEST,
    });
  });

  it.each(['bcrypt', 'bcrypt-sha256-v2', 'bcrypt-sha256-v1'] as const)('reads what was written as %s', (scheme) => {
    const hash = { scheme, cost: 5, salt: SALT, digest: DIGEST };
    expect(parseBcryptHash(formatBcryptHash(hash))).toEqual(hash);
  });
});
