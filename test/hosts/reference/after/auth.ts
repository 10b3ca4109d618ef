import { AuthModule, hasRole } from '@portcullis/auth';
import { databaseSignInLimiter } from '@portcullis/limits';
import { databaseKeyRing } from '@portcullis/keys';
import { PostgresUserRepository, UsersModule } from '@portcullis/users';
import { keyRotation } from './sessions.js';

export const users = UsersModule.forRoot();

export const auth = AuthModule.forRoot({
  isGlobal: true,
  imports: [users],
  userRepository: { useExisting: PostgresUserRepository },
  issuer: process.env['AUTH_ISSUER'] ?? 'https://reference.example.com',
  audience: 'reference',
  secret: process.env['AUTH_SECRET'] ?? '',
  clients: [{ id: 'reports', secretHash: process.env['REPORTS_SECRET_HASH'] ?? '', introspect: true }],
  keyRing: databaseKeyRing(keyRotation),
  signInLimiter: databaseSignInLimiter(),
  roles: ['admin'],
  scopes: {
    'users:read': { description: 'See everybody', grantedTo: hasRole('admin') },
    'reports:read': 'Read the reports of the service beside',
  },
});
