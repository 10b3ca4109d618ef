import { jsonArray } from '@portcullis/database';
import type { RegisteredUser } from './registered-user.js';

/** The columns that make a {@link RegisteredUser}, for a SELECT or a RETURNING. */
export const USER_COLUMNS = `id, username, email, email_verified, is_active, ${jsonArray('roles')} AS roles`;

export interface UserRow {
  readonly id: number;
  readonly username: string;
  readonly email: string;
  readonly email_verified: boolean;
  readonly is_active: boolean;
  /** A JSON array. */
  readonly roles: string;
}

export function registeredUserOf({ id, username, email, ...row }: UserRow): RegisteredUser {
  const roles = JSON.parse(row.roles) as string[];
  return { id, username, email, emailVerified: row.email_verified, isActive: row.is_active, roles };
}
