import { Controller, Get, type INestApplication, Module, Req } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import {
  AuthModule,
  type AuthModuleOptions,
  type Caller,
  GLOBAL_GUARDS,
  hasRole,
  Public,
  Roles,
  Scopes,
  UserRepository,
} from '@portcullis/auth';
import { TestAuth, withTestAuth } from '@portcullis/testing';
import { type Employee, EmployeeRepository, OPTIONS } from '../embedding/host.js';
import type { Adapter } from '../support/adapters.js';

/** Says what the guards have left, so that two tokens can be compared. */
@Controller('principal')
export class PrincipalController {
  @Get()
  principal(@Req() { user, authInfo }: Caller) {
    return { user, scopes: [...(authInfo?.scopes ?? [])], claims: authInfo?.claims };
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

/** A people's module of the host, with the names that hosts use. */
@Module({
  providers: [EmployeeRepository, { provide: UserRepository, useExisting: EmployeeRepository }],
  exports: [EmployeeRepository, UserRepository],
})
class EmployeesModule {}

export const AUTH_OPTIONS_OF_HOST: AuthModuleOptions = {
  ...OPTIONS,
  // As in production: the test kit is what makes hashes cheap.
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

/** The host as its own tests start it. */
export async function startHost(
  adapter: Adapter = 'fastify',
  builder: TestingModuleBuilder = withTestAuth(testingModule()),
): Promise<INestApplication> {
  const module = await builder.compile();
  const app = module.createNestApplication(adapter === 'fastify' ? new FastifyAdapter() : new ExpressAdapter());
  await app.listen(0, '127.0.0.1');
  return app;
}

/** The kit for a host whose people have a department. */
export function employeesOf(app: INestApplication): TestAuth<Employee> {
  return TestAuth.of<Employee>(app, (person) => ({ ...person, department: 'tests' }));
}
