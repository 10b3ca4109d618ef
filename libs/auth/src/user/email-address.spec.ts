import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalEmail, isEmailAddress } from './email-address.js';

describe('isEmailAddress', () => {
  it.each([
    'alice@example.com',
    'Alice+tag@Example.COM',
    "o'hara_99%x@mail.example.co.uk",
    'ünï@exämple.com',
    'alice@xn--exmple-cua.com',
    '用户@例え.テスト',
    'alice@नामक\u094D\u200Dष.com',
    `${'a'.repeat(64)}@example.com`,
  ])('knows %s', (address) => expect(isEmailAddress(address)).toBe(true));

  it.each([
    ['no domain', 'alice'],
    ['an empty domain', 'alice@'],
    ['an empty local part', '@example.com'],
    ['a domain without a dot', 'alice@localhost'],
    ['two @', 'a@b@example.com'],
    ['a list', 'alice@example.com,bob@example.com'],
    ['white space', 'a b@example.com'],
    ['a display name', 'Alice <alice@example.com>'],
    ['a comment', 'alice(x)@example.com'],
    ['a quoted local part', '"alice"@example.com'],
    ['a quoted comma', '"a,b"@example.com'],
    ['a quoted space', '"a b"@example.com'],
    ['a backslash', 'a\\@b@example.com'],
    ['a full-width @', 'alice＠example.com'],
    ['a full-width @ in the local part', 'alice＠evil.com@example.com'],
    ['a small @', 'alice﹫example.com'],
    ['a full-width comma', 'a，b@example.com'],
    ['an ideographic space', 'a\u3000b@example.com'],
    ['an ideographic full stop at the end', 'alice@example.com。'],
    ['an ideographic full stop in the domain', 'alice@example。com'],
    ['a full-width full stop', 'alice@example．com'],
    ['a half-width full stop', 'alice@example｡com'],
    ['a full-width domain', 'alice@ｅｘａｍｐｌｅ.com'],
    ['a full stop at the end', 'alice@example.com.'],
    ['an empty label', 'alice@example..com'],
    ['a full stop at the start of the domain', 'alice@.example.com'],
    ['a full stop at an end of the local part', '.alice@example.com'],
    ['two full stops in the local part', 'a..b@example.com'],
    ['a hyphen at an end of a label', 'alice@-example.com'],
    ['an underscore in the domain', 'alice@ex_ample.com'],
    ['an address literal', 'alice@[127.0.0.1]'],
    ['an IPv4 address', 'alice@127.0.0.1'],
    ['a port', 'alice@example.com:25'],
    ['a path', 'alice@example.com/x'],
    ['an escape', 'alice@ex%61mple.com'],
    ['Punycode of nothing', 'alice@xn--a.com'],
    ['Punycode that can not be decoded', 'alice@xn--999999999.com'],
    ['Punycode of nothing in a domain of a higher level', 'alice@example.xn--a'],
    ['a local part over 64 bytes', `${'ü'.repeat(33)}@example.com`],
    ['a label over 63 characters', `alice@${'a'.repeat(64)}.com`],
    ['a line break', 'alice@example.com\r\nBcc: bob@example.com'],
    ['a line break at the end', 'alice@example.com\n'],
  ])('refuses %s', (_what, address) => expect(isEmailAddress(address)).toBe(false));
});

describe('canonicalEmail', () => {
  it.each([
    ['the U-form and the A-form of a domain', 'alice@exämple.com', 'alice@xn--exmple-cua.com'],
    ['the case of an A-form', 'alice@exämple.com', 'ALICE@XN--EXMPLE-CUA.COM'],
    ['the composition of a domain', 'kim@grün.example', 'KIM@GRU\u0308N.example'],
    ['the letter case of the local part', 'Alice@example.com', 'aLICE@Example.COM'],
    ['a character without a glyph', 'alice@example.com', 'al\u034Fice@exam\u00ADple.com'],
  ])('treats addresses as equal that differ in %s', (_what, one, other) => {
    expect(canonicalEmail(other)).toBe(canonicalEmail(one));
  });

  it('keeps apart domains that belong to two owners', () => {
    expect(canonicalEmail('a@straße.de')).not.toBe(canonicalEmail('a@strasse.de'));
  });

  it('is idempotent, for any text', () => {
    const part = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom('@', '＠', '.', '。', 'ä', 'ß', 'xn--', 'xn--a', 'İ', '\u200C', '%41', '/', ' ', '1.2', ':80'),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const canonical = canonicalEmail(parts.join(''));
        expect(canonicalEmail(canonical)).toBe(canonical);
      }),
      { numRuns: 5_000 },
    );
  });
});
