import { jsonArray } from '@portcullis/database';
import type { RegisteredUser } from './registered-user.js';

/** The columns that make a {@link RegisteredUser}, for a SELECT or a RETURNING. */
export const USER_COLUMNS = `id, username, email, is_active, ${jsonArray('roles')} AS roles`;

export interface UserRow {
  readonly id: number;
  readonly username: string;
  readonly email: string;
  readonly is_active: boolean;
  /** A JSON array. */
  readonly roles: string;
}

export function registeredUserOf({ id, username, email, is_active, roles }: UserRow): RegisteredUser {
  return { id, username, email, isActive: is_active, roles: JSON.parse(roles) as string[] };
}
