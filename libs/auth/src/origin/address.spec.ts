import { isIP } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { networkOf } from './network.js';
import { canonicalAddress } from './request-origin.js';

const port = fc.constantFrom('', ':443', ':40001', ':');

/** An IPv4 address, and any of the spellings that proxies and sockets have for it. */
const ipv4 = fc
  .tuple(fc.array(fc.nat(255), { minLength: 4, maxLength: 4 }), fc.array(fc.nat(2)), port)
  .map(([bytes, zeros, end]): { canonical: string; spellings: string[] } => {
    const canonical = bytes.join('.');
    const padded = bytes.map((byte, index) => '0'.repeat(zeros[index] ?? 0) + byte).join('.');
    const hex = (high: number, low: number) => (256 * high + low).toString(16);
    const groups = `${hex(bytes[0]!, bytes[1]!)}:${hex(bytes[2]!, bytes[3]!)}`;
    const mapped = [`::ffff:${canonical}`, `::FFFF:${groups}`, `0:0:0:0:0:ffff:${padded}`, `0000::ffff:${groups}`];
    return {
      canonical,
      spellings: [
        canonical,
        padded + end,
        ` ${canonical}${end} `,
        ...mapped,
        ...mapped.map((address) => `[${address}]${end}`),
        `::ffff:${canonical}${end}`,
      ],
    };
  });

/** Some spellings of an IPv6 address, by its groups, which does not map an IPv4 address. */
const ipv6 = fc
  .tuple(
    fc.array(fc.oneof(fc.constant(0), fc.nat(0xffff)), { minLength: 7, maxLength: 7 }),
    fc.constantFrom('', '%eth0', '%25eth0', '%<script>'),
    port,
  )
  .map(([groups, zone, end]): { spellings: string[] } => {
    const all = [0x2001, ...groups].map((group) => group.toString(16));
    const full = all.map((group) => group.padStart(4, '0')).join(':');
    const short = new URL(`http://[${full}]`).hostname.slice(1, -1);
    const addresses = [full, short, all.join(':'), full.toUpperCase(), `0${full}`].map((address) => address + zone);
    return { spellings: [...addresses, ...addresses.map((address) => `[${address}]${end}`)] };
  });

describe('the canonical form of an address', () => {
  it('is one for all spellings of an IPv4 address', () => {
    fc.assert(
      fc.property(ipv4, ({ canonical, spellings }) => {
        expect(spellings.map(canonicalAddress)).toEqual(spellings.map(() => canonical));
      }),
    );
  });

  it('is one for all spellings of an IPv6 address', () => {
    fc.assert(
      fc.property(ipv6, ({ spellings }) => {
        const forms = new Set(spellings.map(canonicalAddress));
        expect(forms.size).toBe(1);
        expect(isIP([...forms][0] ?? '')).toBe(6);
      }),
    );
  });

  it('is two for two addresses', () => {
    fc.assert(
      fc.property(fc.ipV6(), fc.ipV6(), (one, other) => {
        const isSame = new URL(`http://[${one}]`).hostname === new URL(`http://[${other}]`).hostname;
        expect(canonicalAddress(one) === canonicalAddress(other)).toBe(isSame);
      }),
    );
  });

  it('is an address or null, and its own canonical form', () => {
    const almost = fc.string({ unit: fc.constantFrom(...'0123456789abcdefx.:%[]/ <'.split('')), maxLength: 60 });
    fc.assert(
      fc.property(fc.oneof(fc.string(), almost, fc.ipV4Extended(), fc.anything()), (text) => {
        const form = canonicalAddress(text);
        expect(form === null || isIP(form) > 0).toBe(true);
        expect(canonicalAddress(form)).toBe(form);
      }),
    );
  });

  it.each([
    ['203.0.113.4:40001', '203.0.113.4'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['203.000.113.05', '203.0.113.5'],
    ['::ffff:cb00:7104', '203.0.113.4'],
    ['64:ff9b::203.0.113.9', '64:ff9b::cb00:7109'],
    ['::1', '::1'],
  ])('of %s is %s', (text, address) => {
    expect(canonicalAddress(text)).toBe(address);
  });

  it.each([
    'unknown',
    '_hidden',
    '<script>alert(1)</script>',
    '',
    '203.0.113',
    '203.0.113.256',
    '0xcb.0.113.4',
    '3405803780',
    '203.0.113.4:http',
    '203.0.113.4:1:2',
    '[2001:db8::1',
    '2001:db8::1]:443',
    '2001:db8::1::',
    '203.0.113.4, 203.0.113.5',
    `${'0'.repeat(100_000)}1.2.3.4`,
    null,
    undefined,
    203,
  ])('of %p is null', (text) => {
    expect(canonicalAddress(text)).toBeNull();
  });
});

describe('the network of an address', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002:ffff::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['::FFFF:cb00:7109', '203.0.113.9'],
    ['64:ff9b::203.0.113.9', '64:ff9b:0:0::/64'],
    ['203.0.113.9:40001', '203.0.113.9'],
    ['[2001:db8:1:2::1]:443', '2001:db8:1:2::/64'],
    ['a name', null],
    ['', null],
    [null, null],
  ])('%p is %p', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it('has 48 bits of IPv6 for a customer', () => {
    expect(networkOf('2001:db8:1:2::1', 48)).toBe('2001:db8:1::/48');
    expect(networkOf('203.0.113.9', 48)).toBe('203.0.113.9');
  });
});
