import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { connectionUrl } from './connection-url.js';

const schema = connectionUrl(/^postgres(ql)?:\/\//, 'postgres://');

function complaintOf(text: string): string | undefined {
  return schema
    .safeParse(text)
    .error?.issues.map(({ message }) => message)
    .join('\n');
}

describe('a connection URL', () => {
  it.each([
    'postgres://localhost',
    'postgresql://portcullis@[::1]:5432/portcullis',
    'postgres://user:p%2Fa%25s%40s@db.example:5432/name?sslmode=verify-full',
    // All parsers read these in the same way.
    'postgres://user:a:b@host/name',
    'postgres://user:a@b@host/name',
  ])('is accepted: %s', (text) => {
    expect(complaintOf(text)).toBeUndefined();
  });

  it.each([
    'a/b',
    '12/b',
    'a?b',
    'a#b',
    'a%b',
    'a%zz',
    'a b',
    ' a',
    '%ff',
    '@/b',
    'a@b/c',
    '/',
    '#',
    '?',
    '%',
    'a\tb',
    'a\nb',
  ])('is refused with %p in the password, which is not repeated', (password) => {
    expect(complaintOf(`postgres://user:${password}@host:5432/name`)).toMatch(
      /^must be a URL like postgres:\/\/user:password@host:port\/database, .* percent-encoded/,
    );
  });

  it('is refused, or is parsed with the whole password', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii', minLength: 1 }), (password) => {
        const url = `postgres://user:${password}@host:5432/name`;
        if (complaintOf(url) === undefined) {
          const { host, pathname, username } = new URL(url);
          expect({ host, pathname, username }).toEqual({ host: 'host:5432', pathname: '/name', username: 'user' });
        }
      }),
    );
  });

  it('must start with its scheme', () => {
    expect(complaintOf('mysql://user:a/b@host')).toBe('must be a URL that starts with postgres://');
  });
});
