import { describe, expect, it } from '@jest/globals';
import { SecretCodes } from './secret-codes.js';

const [OLD, NEW] = ['o'.repeat(32), 'n'.repeat(32)];
const BINDING = { purpose: 'reset', boundTo: 'alice@example.com' };
const CODE = 'WDJBMJHT';

describe('the MAC of a code', () => {
  const codes = new SecretCodes(OLD);
  const mac = codes.macOf(BINDING, CODE);

  it('is found again however the code is typed', () => {
    expect(codes.macsOf(BINDING, ' wdjb-mjht')).toEqual([mac]);
  });

  it.each([
    ['purpose', { ...BINDING, purpose: 'verification' }],
    ['binding', { ...BINDING, boundTo: 'bob@example.com' }],
    ['division of the two', { purpose: 'reset","alice', boundTo: '@example.com' }],
  ])('is another one for another %s', (_what, binding) => {
    expect(codes.macsOf(binding, CODE)).not.toContainEqual(mac);
  });

  it('is another one by another secret', () => {
    expect(new SecretCodes(NEW).macsOf(BINDING, CODE)).not.toContainEqual(mac);
  });

  it('is found again after the secret was rotated, and new codes have one by the current secret', () => {
    const rotated = new SecretCodes([NEW, OLD]);
    expect(rotated.macsOf(BINDING, CODE)).toContainEqual(mac);
    expect(rotated.macOf(BINDING, CODE)).toEqual(new SecretCodes(NEW).macOf(BINDING, CODE));
  });
});
