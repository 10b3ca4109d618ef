import { type Adoption, notNull, withDefault } from './adoption.js';

const RESTORE_PASSWORD_NOT_NULL = `
  DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM {users} WHERE hashed_password IS NULL) THEN
      ALTER TABLE {users} ALTER hashed_password SET NOT NULL;
    END IF;
  END $$`;

export const ADOPTIONS: readonly Adoption[] = [
  {
    name: 'hashed_password nullable',
    isNeeded: ({ columns }) => columns.get('hashed_password')?.isNullable === false,
    up: ['ALTER TABLE {users} ALTER hashed_password DROP NOT NULL'],
    down: RESTORE_PASSWORD_NOT_NULL,
  },
  notNull('is_active', 'false'),
  withDefault('is_active', 'true'),
  notNull('created_at', 'now()'),
  withDefault('created_at', 'now()'),
  canonicalColumn('username_canonical'),
  canonicalColumn('email_canonical'),
];

/** Its unique index goes with it. */
function canonicalColumn(column: string): Adoption {
  return {
    name: column,
    isNeeded: ({ columns }) => !columns.has(column),
    up: [`ALTER TABLE {users} ADD ${column} text COLLATE "C"`],
    down: `ALTER TABLE {users} DROP ${column}`,
  };
}
