export { UsersModule } from './users.module.js';
export { USERS_OPTIONS, type UsersModuleOptions } from './users.module-definition.js';

export type { RegisteredUser } from './registered-user.js';
export { AccountResponse } from './account.response.js';
export { PostgresUserRepository } from './postgres.user.repository.js';

export { PostgresAccountStore } from './account/postgres.account.store.js';
export { ReservedUsernamePurge } from './account/reserved-username.purge.js';
export { UserDirectory, type UserPage, type UserQuery } from './directory/user.directory.js';

export { InvalidRoleError, UnknownUserError } from './administration/administration.error.js';
export { UserAdministration } from './administration/user.administration.js';

export { PasswordRefusedError, UsernameOrEmailTakenError } from './registration/registration.error.js';
export { RegistrationRequest } from './registration/registration.request.js';
export { RegistrationService, type Registration } from './registration/registration.service.js';
export { UserResponse } from './registration/user.response.js';

export {
  type BadMember,
  canonicalEmail,
  isEmailAddress,
  isStorableText,
  JsonBody,
  type MemberRule,
  NewPassword,
  pointerTo,
  Satisfies,
  TakesJson,
  unknownMembers,
  validationProblem,
  ValidationProblemSchema,
} from '@portcullis/auth/spi';

export { usersMigrations } from './migrations/users-migrations.js';
