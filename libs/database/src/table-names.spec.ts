import { describe, expect, it } from '@jest/globals';
import { checkedOptions } from '@portcullis/auth/spi';
import { TABLE_NAMING_RULES, TableNames, type TableNaming } from './table-names.js';

const SQL = 'CREATE INDEX {ix_sessions_over!} ON {sessions} (ended_at) -- {} {A}';

describe('TableNames', () => {
  it.each<[TableNaming, string]>([
    [{}, 'CREATE INDEX ix_sessions_over ON sessions (ended_at) -- {} {A}'],
    [{ schema: 'auth' }, 'CREATE INDEX ix_sessions_over ON auth.sessions (ended_at) -- {} {A}'],
    [{ prefix: 'app_' }, 'CREATE INDEX app_ix_sessions_over ON app_sessions (ended_at) -- {} {A}'],
    [{ schema: 'auth', prefix: 'a_' }, 'CREATE INDEX a_ix_sessions_over ON auth.a_sessions (ended_at) -- {} {A}'],
  ])('writes names in %j', (naming, sql) => {
    expect(new TableNames(naming).in(SQL)).toBe(sql);
  });

  it('has another mark for each naming, and none for plain names', () => {
    const namings = [{}, { schema: 'a' }, { prefix: 'a' }, { schema: 'a', prefix: 'a' }];
    const marks = namings.map((naming) => new TableNames(naming).mark);
    expect(marks[0]).toBe('');
    expect(new Set(marks).size).toBe(namings.length);
  });

  it.each(['', 'Auth', 'a b', 'a"b', "a'; DROP TABLE users", '1a', 'a'.repeat(31), 7])(
    'refuses the name %j',
    (name) => {
      for (const option of ['schema', 'prefix']) {
        expect(() => checkedOptions('Database', { [option]: name }, TABLE_NAMING_RULES)).toThrow(
          `The option ${option} of Database must be at most 30 lower-case letters`,
        );
      }
    },
  );
});
