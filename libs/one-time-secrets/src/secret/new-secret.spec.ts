import { describe, expect, it } from '@jest/globals';
import { checkedSecret, type NewSecret } from './new-secret.js';

const LINK: NewSecret = { purpose: 'invitation', subject: '7', lifetimeSeconds: 3_600 };
const CODE: NewSecret = { ...LINK, boundTo: 'alice@example.com', code: {} };

describe('a new secret', () => {
  it('has defaults', () => {
    expect(checkedSecret(LINK)).toEqual({
      ...LINK,
      boundTo: null,
      codeLifetimeSeconds: null,
      attempts: null,
      payload: null,
      keepsEarlier: false,
    });
    expect(checkedSecret(CODE)).toMatchObject({ attempts: 3, codeLifetimeSeconds: 600 });
    expect(checkedSecret({ ...CODE, lifetimeSeconds: 60 })).toMatchObject({ codeLifetimeSeconds: 60 });
  });

  it.each<[needs: string, wrong: unknown]>([
    ['purpose', { ...LINK, purpose: '' }],
    ['purpose', { ...LINK, purpose: undefined }],
    ['purpose', { ...LINK, purpose: 'a\0b' }],
    ['purpose', { ...LINK, purpose: 'x'.repeat(65) }],
    ['subject', { ...LINK, subject: 'x'.repeat(513) }],
    ['subject', { ...LINK, subject: undefined }],
    ['subject', { ...LINK, subject: '' }],
    ['subject', { ...LINK, subject: 7 }],
    ['boundTo', { ...LINK, code: {} }],
    ['boundTo', { ...CODE, boundTo: '' }],
    ['boundTo', { ...CODE, boundTo: ['alice@example.com'] }],
    ['lifetimeSeconds', { ...LINK, lifetimeSeconds: 0 }],
    ['lifetimeSeconds', { ...LINK, lifetimeSeconds: 1.5 }],
    ['lifetimeSeconds', { ...LINK, lifetimeSeconds: Number.POSITIVE_INFINITY }],
    ['code.lifetimeSeconds', { ...CODE, code: { lifetimeSeconds: 3_601 } }],
    ['code.lifetimeSeconds', { ...CODE, code: { lifetimeSeconds: 0 } }],
    ['attempts', { ...LINK, attempts: 0 }],
    ['attempts', { ...CODE, attempts: 101 }],
  ])('is refused by name without a usable %s', (needs, wrong) => {
    expect(() => checkedSecret(wrong as NewSecret)).toThrow(new RegExp(`^A one-time secret needs .*${needs}`));
  });
});
