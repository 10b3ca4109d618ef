import { AuthModule, hasRole } from '@portcullis/auth';
import { TypeOrmUserRepository, UsersModule } from '@portcullis/users';

export const users = UsersModule.forRoot();

export const auth = AuthModule.forRoot({
  isGlobal: true,
  imports: [users],
  userRepository: { useExisting: TypeOrmUserRepository },
  issuer: 'https://reference.example.com',
  audience: 'reference',
  secret: process.env['AUTH_SECRET'] ?? '',
  roles: ['admin'],
  scopes: { 'users:read': { description: 'See everybody', grantedTo: hasRole('admin') } },
});
