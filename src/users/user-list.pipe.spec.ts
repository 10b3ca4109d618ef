import { describe, expect, it } from '@jest/globals';
import { ProblemException } from '@portcullis/auth/spi';
import { UserListPipe } from './user-list.pipe.js';

const read = (query: object) => new UserListPipe().transform(query);

function refusalOf(query: object): unknown {
  try {
    read(query);
  } catch (error) {
    expect(error).toBeInstanceOf(ProblemException);
    const { members, message } = error as ProblemException;
    expect([(error as ProblemException).getStatus(), message]).toEqual([422, 'The query is not valid']);
    return members['errors'];
  }
  throw new Error('was let through');
}

describe('UserListPipe', () => {
  it('has defaults for missing parameters', () => {
    expect(read({})).toEqual({ limit: 50 });
    expect(read(Object.create({ limit: '7' }))).toEqual({ limit: 50 });
  });

  it.each([
    [{ limit: '1' }, { limit: 1 }],
    [{ limit: '100' }, { limit: 100 }],
    [{ after: '0' }, { limit: 50, after: 0 }],
    [{ after: '2147483647' }, { limit: 50, after: 2_147_483_647 }],
    [{ name: 'Al%_ ' }, { limit: 50, name: 'Al%_ ' }],
    [{ name: '🦊'.repeat(50) }, { limit: 50, name: '🦊'.repeat(50) }],
    [{ is_active: 'true' }, { limit: 50, isActive: true }],
    [{ is_active: 'false' }, { limit: 50, isActive: false }],
  ])('reads %j', (query, expected) => expect(read(query)).toEqual(expected));

  it.each(['', '0', '101', '-1', '+1', '01', '1.0', '1e1', '0x10', ' 1', '1 ', '１', 'NaN', '9'.repeat(400)])(
    'refuses "%s" for a limit',
    (limit) =>
      expect(refusalOf({ limit })).toEqual([{ pointer: '/limit', detail: 'Must be a whole number from 1 to 100' }]),
  );

  it.each(['', '-1', '2147483648', '99999999999', '1e400', 'alice'])('refuses "%s" for an id', (after) =>
    expect(refusalOf({ after })).toEqual([
      { pointer: '/after', detail: 'Must be a whole number from 0 to 2147483647' },
    ]),
  );

  it.each(['', 'a'.repeat(51), '🦊'.repeat(51)])('refuses "%s" for a name', (name) =>
    expect(refusalOf({ name })).toEqual([{ pointer: '/name', detail: 'Must have 1 to 50 characters' }]),
  );

  it.each(['a\0', '\uD800'])('refuses %j, which the database can’t hold', (name) =>
    expect(refusalOf({ name })).toEqual([{ pointer: '/name', detail: 'Must not contain U+0000' }]),
  );

  it.each(['', '1', 'TRUE', 'yes', 'null'])('refuses "%s" for yes or no', (flag) =>
    expect(refusalOf({ is_active: flag })).toEqual([{ pointer: '/is_active', detail: 'Must be true or false' }]),
  );

  it.each([[['1', '2']], [{ a: 'b' }], [['1']], [{ toString: 'x' }]])('refuses %j, which is not a text', (limit) =>
    expect(refusalOf({ limit })).toEqual([{ pointer: '/limit', detail: 'Must be given once, as text' }]),
  );

  it('names every bad parameter, but only the first of very many', () => {
    const query = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`p${index}`, '']));
    expect(refusalOf({ limit: 'x', 'name[a]': 'b', 'a/b': '1' })).toEqual([
      expect.objectContaining({ pointer: '/limit' }),
      { pointer: '/name[a]', detail: 'Unknown parameter' },
      { pointer: '/a~1b', detail: 'Unknown parameter' },
    ]);
    expect(refusalOf(query)).toHaveLength(32);
  });

  it('refuses the names of prototype members as unknown', () => {
    expect(refusalOf(JSON.parse('{"__proto__":"1","constructor":"2"}') as object)).toEqual([
      { pointer: '/__proto__', detail: 'Unknown parameter' },
      { pointer: '/constructor', detail: 'Unknown parameter' },
    ]);
  });
});
