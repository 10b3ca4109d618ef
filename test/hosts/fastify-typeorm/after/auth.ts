import { AuthModule, hasRole } from '@portcullis/auth';
import { EmployeesModule } from '../host/employees.module.js';
import { EmployeeRepository } from './employee.repository.js';

export const auth = AuthModule.forRootAsync({
  isGlobal: true,
  imports: [EmployeesModule],
  userRepository: EmployeeRepository,
  tokenEndpoint: 'oauth/token',
  useFactory: () => ({
    issuer: 'https://reports.example.com',
    audience: 'reports',
    secret: process.env['AUTH_SECRET'] ?? '',
    roles: ['editors'],
    scopes: {
      'reports:read': 'Read reports',
      'reports:write': { description: 'Write reports', grantedTo: hasRole('editors') },
    },
  }),
});
