import { describe, expect, it } from '@jest/globals';
import { MailSeal, type SealedPlace } from './mail-seal.js';

const [OLD, NEW] = ['o'.repeat(32), 'n'.repeat(32)];
const PLACE: SealedPlace = { id: 'a', purpose: 'password_reset', column: 'content' };
const VALUE = { to: 'alice@example.com', text: 'Text – 你好' };

describe('MailSeal', () => {
  const seal = new MailSeal(OLD);
  const sealed = seal.seal(PLACE, VALUE);

  it('opens what it has sealed', () => {
    expect(seal.open(PLACE, sealed)).toEqual(VALUE);
  });

  it('seals the same value differently each time', () => {
    expect(seal.seal(PLACE, VALUE)).not.toEqual(sealed);
  });

  it('opens by an old secret, and seals by the current one', () => {
    const rotated = new MailSeal([NEW, OLD]);
    expect(rotated.open(PLACE, sealed)).toEqual(VALUE);
    expect(new MailSeal(NEW).open(PLACE, rotated.seal(PLACE, VALUE))).toEqual(VALUE);
  });

  it.each<[string, Partial<SealedPlace>]>([
    ['row', { id: 'b' }],
    ['purpose', { purpose: 'invitation' }],
    ['column', { column: 'request' }],
  ])('does not open in another %s', (_what, other) => {
    expect(() => seal.open({ ...PLACE, ...other }, sealed)).toThrow('can not be decrypted');
  });

  it.each([
    ['another secret', () => new MailSeal(NEW).open(PLACE, sealed)],
    ['a changed byte', () => seal.open(PLACE, Buffer.from(sealed.map((byte, at) => (at === 20 ? byte ^ 1 : byte))))],
    ['a part', () => seal.open(PLACE, sealed.subarray(0, -1))],
    ['nothing', () => seal.open(PLACE, Buffer.alloc(0))],
  ])('does not open by %s', (_what, open) => {
    expect(open).toThrow('If the secret was rotated, add the previous one to the list');
  });
});
