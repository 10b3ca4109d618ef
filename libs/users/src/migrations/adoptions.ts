import type { UsersTable } from './users-table.inspection.js';

/** One way in which an adopted table is brought up to what this library needs, and how to take it back. */
export interface Adoption {
  /** Kept in the database; must never change. */
  readonly name: string;
  readonly isNeeded: (table: UsersTable) => boolean;
  readonly up: readonly string[];
  readonly down: string;
}

const RESTORE_PASSWORD_NOT_NULL = `
  DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM users WHERE hashed_password IS NULL) THEN
      ALTER TABLE users ALTER hashed_password SET NOT NULL;
    END IF;
  END $$`;

export const ADOPTIONS: readonly Adoption[] = [
  {
    name: 'hashed_password nullable',
    isNeeded: ({ columns }) => columns.get('hashed_password')?.isNullable === false,
    up: ['ALTER TABLE users ALTER hashed_password DROP NOT NULL'],
    down: RESTORE_PASSWORD_NOT_NULL,
  },
  notNull('is_active', 'false'),
  withDefault('is_active', 'true'),
  notNull('created_at', 'now()'),
  withDefault('created_at', 'now()'),
  canonicalColumn('username_canonical'),
  canonicalColumn('email_canonical'),
];

function notNull(column: string, inPlaceOfNull: string): Adoption {
  return {
    name: `${column} not null`,
    isNeeded: ({ columns }) => columns.get(column)?.isNullable === true,
    up: [
      `UPDATE users SET ${column} = ${inPlaceOfNull} WHERE ${column} IS NULL`,
      `ALTER TABLE users ALTER ${column} SET NOT NULL`,
    ],
    down: `ALTER TABLE users ALTER ${column} DROP NOT NULL`,
  };
}

function withDefault(column: string, value: string): Adoption {
  return {
    name: `${column} default`,
    isNeeded: ({ columns }) => columns.get(column)?.hasDefault === false,
    up: [`ALTER TABLE users ALTER ${column} SET DEFAULT ${value}`],
    down: `ALTER TABLE users ALTER ${column} DROP DEFAULT`,
  };
}

/** Its unique index goes with it. */
function canonicalColumn(column: string): Adoption {
  return {
    name: column,
    isNeeded: ({ columns }) => !columns.has(column),
    up: [`ALTER TABLE users ADD ${column} text COLLATE "C"`],
    down: `ALTER TABLE users DROP ${column}`,
  };
}
