import { AddRoles1769904000000 } from './add-roles.migration.js';
import { CreateOrAdoptUsers1767225600000 } from './create-or-adopt-users.migration.js';

/** For the `migrations` of the host's data source, in the order in which they run. */
export const usersMigrations = [CreateOrAdoptUsers1767225600000, AddRoles1769904000000] as const;
