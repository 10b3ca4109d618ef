export { UsersModule } from './users.module.js';
export { USERS_OPTIONS, type UsersModuleOptions } from './users.module-definition.js';

export type { RegisteredUser } from './registered-user.js';
export { User } from './user.entity.js';
export { TypeOrmUserRepository } from './typeorm.user.repository.js';

export {
  PasswordRefusedError,
  RegistrationError,
  type RegistrationErrorCode,
  UsernameOrEmailTakenError,
} from './registration/registration.error.js';
export { RegistrationRequest } from './registration/registration.request.js';
export { RegistrationService, type Registration } from './registration/registration.service.js';
export { UserResponse } from './registration/user.response.js';

export { usersMigrations } from './migrations/users-migrations.js';
export { isDatabaseUnavailable } from './database/is-database-unavailable.js';
export { queryRows } from './database/query-rows.js';
