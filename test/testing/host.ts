import { Controller, Get, type INestApplication, Module, Req } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import {
  AuthModule,
  type AuthModuleOptions,
  GLOBAL_GUARDS,
  hasRole,
  Public,
  Roles,
  Scopes,
  UserRepository,
} from '@portcullis/auth';
import type { Caller } from '@portcullis/auth/spi';
import { TestAuth, withTestAuth } from '@portcullis/testing';
import { type Employee, EmployeeRepository, OPTIONS } from '../embedding/host.js';
import type { Adapter } from '../support/adapters.js';

/** Returns the principal, so that tests can compare two tokens. */
@Controller('principal')
export class PrincipalController {
  @Get()
  principal(@Req() { user, principal }: Caller) {
    return { user, scopes: [...(principal?.scopes ?? [])], claims: principal?.claims };
  }
}

@Controller()
class OfficeController {
  @Get('files')
  @Roles('clerk')
  files() {
    return { files: [] };
  }

  @Get('items')
  @Scopes('items:read')
  items() {
    return { items: [] };
  }

  @Get('open')
  @Public()
  open() {
    return { open: true };
  }
}

/** The host's own module of users. */
@Module({
  providers: [EmployeeRepository, { provide: UserRepository, useExisting: EmployeeRepository }],
  exports: [EmployeeRepository, UserRepository],
})
class EmployeesModule {}

export const AUTH_OPTIONS_OF_HOST: AuthModuleOptions = {
  ...OPTIONS,
  // The cost of production: the test kit lowers it.
  password: { cost: 12 },
  scopes: { 'items:read': 'Read items', 'items:write': { description: 'Change items', grantedTo: hasRole('clerk') } },
  roles: ['clerk', 'admin'],
};

@Module({
  imports: [
    EmployeesModule,
    AuthModule.forRoot({
      ...AUTH_OPTIONS_OF_HOST,
      isGlobal: true,
      imports: [EmployeesModule],
      userRepository: { useExisting: EmployeeRepository },
    }),
  ],
  providers: [...GLOBAL_GUARDS],
  controllers: [OfficeController, PrincipalController],
})
export class AppModule {}

export function testingModule(): TestingModuleBuilder {
  return Test.createTestingModule({ imports: [AppModule] });
}

/** Starts the host as its own tests would. */
export async function startHost(
  adapter: Adapter = 'fastify',
  builder: TestingModuleBuilder = withTestAuth(testingModule()),
): Promise<INestApplication> {
  const module = await builder.compile();
  const app = module.createNestApplication(adapter === 'fastify' ? new FastifyAdapter() : new ExpressAdapter());
  await app.listen(0, '127.0.0.1');
  return app;
}

/** The kit for a host whose users have a department. */
export function employeesOf(app: INestApplication): TestAuth<Employee> {
  return TestAuth.of<Employee>(app, (person) => ({ ...person, department: 'tests' }));
}
