import { hasRole, type ScopeCatalogue } from '@portcullis/auth';

/** The scopes that a client of this service can ask for. */
export const SCOPES = {
  'users:read': { description: 'See everybody who has an account', grantedTo: hasRole('admin') },
  'sessions:write': { description: 'Sign anybody out', grantedTo: hasRole('admin') },
} as const satisfies ScopeCatalogue;
