import { describe, expect, it } from '@jest/globals';
import { assertSendable } from './assert-sendable.js';
import { UnsendableMailError } from './unsendable-mail.error.js';

const MAIL = {
  id: 'f1c6f2a0-0000-4000-8000-000000000000',
  to: 'alice@example.com',
  subject: 'Hello',
  text: 'Hello',
  html: '<p>Hello</p>',
};

describe('assertSendable', () => {
  it.each(['alice@example.com', "o'neill+news@sub.example.co.uk", 'jürgen@münchen.example'])('takes %s', (to) => {
    expect(() => assertSendable({ ...MAIL, to, subject: 'Héllo “Alice” — 你好 🔑' })).not.toThrow();
  });

  it.each([
    'alice@example.com, mallory@example.com',
    'alice@example.com;mallory@example.com',
    'alice@example.com mallory@example.com',
    'Alice <alice@example.com>',
    '<alice@example.com>',
    'group: alice@example.com;',
    'alice@example.com\r\nBcc: mallory@example.com',
    'alice@example.com\nBcc: mallory@example.com',
    'alice\0@example.com',
    'alice@example.com\0',
    '"a b"@example.com',
    'alice',
    '',
    '-oQ/tmp@',
  ])('refuses %p as a recipient', (to) => {
    expect(() => assertSendable({ ...MAIL, to })).toThrow(UnsendableMailError);
  });

  it.each(['Hello\r\nBcc: mallory@example.com', 'Hello\nX: y', 'Hello\rX: y', 'Hel\0lo', '\u0085'])(
    'refuses %p as a subject',
    (subject) => {
      expect(() => assertSendable({ ...MAIL, subject })).toThrow(UnsendableMailError);
    },
  );

  it('refuses an id that would end its header', () => {
    expect(() => assertSendable({ ...MAIL, id: 'x>\r\nBcc: mallory@example.com' })).toThrow(UnsendableMailError);
  });
});
