import { describe, expect, it } from '@jest/globals';
import { userTable } from './user-table.js';

describe('userTable', () => {
  it('has its columns under one another, also where a character takes two units', () => {
    const table = userTable([
      {
        id: 7,
        username: '🦊',
        email: 'fox@example.com',
        emailVerified: true,
        isActive: true,
        roles: ['admin', 'clerk'],
      },
      { id: 12, username: 'alice', email: 'a@b.example', emailVerified: false, isActive: false, roles: [] },
    ]);
    expect(table).toBe(
      [
        'id  username  email            verified  active  roles',
        '7   🦊         fox@example.com  yes       yes     admin,clerk',
        '12  alice     a@b.example      no        no',
        '',
      ].join('\n'),
    );
  });

  it('replaces control characters and line breaks in the values', () => {
    const table = userTable([
      {
        id: 1,
        username: '\u001B[2Jx\nroot',
        email: 'a\u2028@b\u202E',
        emailVerified: false,
        isActive: true,
        roles: [],
      },
    ]);
    expect(table.split('\n')).toHaveLength(3);
    expect(Array.from(table).filter((character) => '\u001B\u2028\u202E'.includes(character))).toEqual([]);
  });

  it('has only headings without users', () => {
    expect(userTable([])).toBe('id  username  email  verified  active  roles\n');
  });
});
