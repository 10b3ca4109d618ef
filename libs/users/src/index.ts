export { UsersModule } from './users.module.js';
export { USERS_OPTIONS, type UsersModuleOptions } from './users.module-definition.js';

export type { RegisteredUser } from './registered-user.js';
export { User } from './user.entity.js';
export { AccountResponse } from './account.response.js';
export { TypeOrmUserRepository } from './typeorm.user.repository.js';

export { UserDirectory, type UserPage, type UserQuery } from './directory/user.directory.js';

export {
  AdministrationError,
  type AdministrationErrorCode,
  InvalidRoleError,
  UnknownUserError,
} from './administration/administration.error.js';
export { DeactivationConsequence } from './administration/deactivation.consequence.js';
export { UserAdministration } from './administration/user.administration.js';

export {
  PasswordRefusedError,
  RegistrationError,
  type RegistrationErrorCode,
  UsernameOrEmailTakenError,
} from './registration/registration.error.js';
export { RegistrationRequest } from './registration/registration.request.js';
export { RegistrationService, type Registration } from './registration/registration.service.js';
export { UserResponse } from './registration/user.response.js';

export { type BadMember, pointerTo, unknownMembers, validationProblem } from './validation/validation-problem.js';
export { ValidationProblemSchema } from './validation/validation-problem.schema.js';

export { usersMigrations } from './migrations/users-migrations.js';
export { isStorableText } from './storable-text.js';
