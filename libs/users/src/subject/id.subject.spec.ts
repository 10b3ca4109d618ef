import { describe, expect, it } from '@jest/globals';
import { idSubject } from './id.subject.js';

describe('idSubject', () => {
  it.each(['1', '10', '2147483647'])('takes %s for an id', (subject) =>
    expect(idSubject.isPossible(subject)).toBe(true),
  );

  it.each([
    '',
    '0',
    '-1',
    '+1',
    '01',
    '1.0',
    '1e3',
    '0x1',
    ' 1',
    '1 ',
    '1\n',
    '1\0',
    '٣',
    '１',
    'alice',
    'NaN',
    '2147483648',
    '9999999999',
    '12345678901',
    '1;DROP TABLE users',
    '{1}',
    '__proto__',
  ])('refuses "%s"', (subject) => expect(idSubject.isPossible(subject)).toBe(false));
});
