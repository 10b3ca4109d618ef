import { describe, expect, it } from '@jest/globals';
import { userTable } from './user-table.js';

describe('userTable', () => {
  it('has its columns under one another, also where a character takes two units', () => {
    const table = userTable([
      { id: 7, username: '🦊', email: 'fox@example.com', isActive: true, roles: ['admin', 'clerk'] },
      { id: 12, username: 'alice', email: 'a@b.example', isActive: false, roles: [] },
    ]);
    expect(table).toBe(
      [
        'id  username  email            active  roles',
        '7   🦊         fox@example.com  yes     admin,clerk',
        '12  alice     a@b.example      no',
        '',
      ].join('\n'),
    );
  });

  it('replaces control characters and line breaks in the values', () => {
    const table = userTable([
      { id: 1, username: '\u001B[2Jx\nroot', email: 'a\u2028@b\u202E', isActive: true, roles: [] },
    ]);
    expect(table.split('\n')).toHaveLength(3);
    expect(Array.from(table).filter((character) => '\u001B\u2028\u202E'.includes(character))).toEqual([]);
  });

  it('has only headings without users', () => {
    expect(userTable([])).toBe('id  username  email  active  roles\n');
  });
});
