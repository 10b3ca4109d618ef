import { CreateSigningKeys1772755200000 } from '../keys/create-signing-keys.migration.js';
import { CreateSessions1772323200000 } from './create-sessions.migration.js';

/** For the `migrations` of the host's data source, in the order in which they run. */
export const sessionsMigrations = [CreateSessions1772323200000, CreateSigningKeys1772755200000] as const;
