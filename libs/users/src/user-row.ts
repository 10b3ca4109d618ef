import type { RegisteredUser } from './registered-user.js';

/** The columns that make a {@link RegisteredUser}, for a SELECT or a RETURNING. */
export const USER_COLUMNS = 'id, username, email, is_active, roles';

export interface UserRow {
  readonly id: number;
  readonly username: string;
  readonly email: string;
  readonly is_active: boolean;
  readonly roles: readonly string[];
}

export function registeredUserOf(row: UserRow): RegisteredUser {
  return { id: row.id, username: row.username, email: row.email, isActive: row.is_active, roles: row.roles };
}
