import { hasRole } from '@portcullis/auth';
import type { ScopeCatalogue } from '@portcullis/auth/spi';

/** The scopes that a client can ask for. */
export const SCOPES = {
  'users:read': { description: 'List users and their sessions', grantedTo: hasRole('admin') },
  'users:write': { description: 'Administer users', grantedTo: hasRole('admin') },
  'sessions:write': { description: 'End the sessions of any user', grantedTo: hasRole('admin') },
} as const satisfies ScopeCatalogue;
