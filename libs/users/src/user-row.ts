import type { RegisteredUser } from './registered-user.js';

/** The columns that make a {@link RegisteredUser}, for a SELECT or a RETURNING. */
export const USER_COLUMNS = 'id, username, email, is_active';

export interface UserRow {
  readonly id: number;
  readonly username: string;
  readonly email: string;
  readonly is_active: boolean;
}

export function registeredUserOf(row: UserRow): RegisteredUser {
  return { id: row.id, username: row.username, email: row.email, isActive: row.is_active };
}
