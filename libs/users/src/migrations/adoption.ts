import type { UsersTable } from './users-table.inspection.js';

/** One way in which an adopted table is brought up to what this library needs, and how to take it back. */
export interface Adoption {
  /** Kept in the database; must never change. */
  readonly name: string;
  readonly isNeeded: (table: UsersTable) => boolean;
  readonly up: readonly string[];
  readonly down: string;
}

export function notNull(column: string, inPlaceOfNull: string): Adoption {
  return {
    name: `${column} not null`,
    isNeeded: ({ columns }) => columns.get(column)?.isNullable === true,
    up: [
      `UPDATE {users} SET ${column} = ${inPlaceOfNull} WHERE ${column} IS NULL`,
      `ALTER TABLE {users} ALTER ${column} SET NOT NULL`,
    ],
    down: `ALTER TABLE {users} ALTER ${column} DROP NOT NULL`,
  };
}

export function withDefault(column: string, value: string): Adoption {
  return {
    name: `${column} default`,
    isNeeded: ({ columns }) => columns.get(column)?.hasDefault === false,
    up: [`ALTER TABLE {users} ALTER ${column} SET DEFAULT ${value}`],
    down: `ALTER TABLE {users} ALTER ${column} DROP DEFAULT`,
  };
}
