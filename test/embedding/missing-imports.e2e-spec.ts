import { Controller, Get, Module, type ModuleMetadata, type Type, UseGuards, UseInterceptors } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { describe, expect, it } from '@jest/globals';
import { WebSocketGateway } from '@nestjs/websockets';
import {
  ActiveUserGuard,
  Authenticated,
  AuthenticatedGateway,
  AuthErrorInterceptor,
  AuthModule,
  GLOBAL_GUARDS,
  JwtAuthGuard,
  LocalAuthGuard,
  PolicyGuard,
} from '@portcullis/auth';
import { ResourceServerModule } from '@portcullis/auth/resource-server';
import { createHost, EmployeeRepository, OPTIONS } from './host.js';

const authModule = (isGlobal: boolean) =>
  AuthModule.forRoot({ ...OPTIONS, userRepository: EmployeeRepository, isGlobal });

@Authenticated()
@Controller('reports')
class ReportsController {
  @Get()
  list() {
    return [];
  }
}

@Module({ controllers: [ReportsController] })
class ReportsModule {}

/** A controller whose class has a decorator. */
function decorated(decorator: ClassDecorator): Type {
  @Controller()
  class DecoratedController {}
  decorator(DecoratedController);
  return DecoratedController;
}

function reportsModuleOf(metadata: ModuleMetadata): Type {
  @Module(metadata)
  class OwnReportsModule {}
  return OwnReportsModule;
}

describe('an application whose guards find no module', () => {
  it('does not start, and says to import AuthModule where it is guarded', async () => {
    await expect(createHost('fastify', { imports: [authModule(false), ReportsModule] })).rejects.toThrow(
      'JwtAuthGuard needs AuthModule. Import it in ReportsModule, or set isGlobal: true in AuthModule.forRoot().',
    );
  });

  it('starts if the module is global', async () => {
    const app = await createHost('fastify', { imports: [authModule(true), ReportsModule] });
    await expect(app.init()).resolves.toBe(app);
    await app.close();
  });

  it.each([
    ['JwtAuthGuard', UseGuards(JwtAuthGuard)],
    ['ActiveUserGuard', UseGuards(ActiveUserGuard)],
    ['PolicyGuard', UseGuards(PolicyGuard)],
    ['LocalAuthGuard', UseGuards(LocalAuthGuard)],
    ['AuthErrorInterceptor', UseInterceptors(AuthErrorInterceptor)],
  ])('names %s', async (name, decorator) => {
    const module = reportsModuleOf({ controllers: [decorated(decorator)] });
    await expect(createHost('fastify', { imports: [authModule(false), module] })).rejects.toThrow(
      `${name} needs AuthModule. Import it in OwnReportsModule, or set isGlobal: true in AuthModule.forRoot().`,
    );
  });

  it('names a guard of the application that extends one', async () => {
    class TenantGuard extends JwtAuthGuard {}
    const module = reportsModuleOf({ controllers: [decorated(UseGuards(TenantGuard))] });
    await expect(createHost('fastify', { imports: [authModule(false), module] })).rejects.toThrow(
      /^TenantGuard needs AuthModule\. Import it in OwnReportsModule/,
    );
  });

  it('names the gateway`s guard', async () => {
    @AuthenticatedGateway()
    @WebSocketGateway()
    class ChatGateway {}
    const module = reportsModuleOf({ providers: [ChatGateway] });
    await expect(createHost('fastify', { imports: [authModule(false), module] })).rejects.toThrow(
      /^JwtAuthGuard needs AuthModule\. Import it in OwnReportsModule/,
    );
  });

  it.each([
    ['GLOBAL_GUARDS', GLOBAL_GUARDS],
    ['a guard of the application', [{ provide: APP_GUARD, useClass: JwtAuthGuard }]],
  ])('does not start with %s in a module that does not import it', async (_which, providers) => {
    const module = reportsModuleOf({ providers: [...providers] });
    await expect(createHost('fastify', { imports: [authModule(false), module] })).rejects.toThrow(
      /^JwtAuthGuard needs AuthModule\. Import it in OwnReportsModule/,
    );
  });

  it('names ResourceServerModule if the application imports that', async () => {
    const resourceServer = ResourceServerModule.forRoot({ issuer: OPTIONS.issuer, audience: OPTIONS.audience });
    await expect(createHost('fastify', { imports: [resourceServer, ReportsModule] })).rejects.toThrow(
      'JwtAuthGuard needs ResourceServerModule. Import it in ReportsModule, or set isGlobal: true in ResourceServerModule.forRoot().',
    );
  });

  it('says what to import if the application has no module at all', async () => {
    await expect(createHost('fastify', { imports: [ReportsModule] })).rejects.toThrow(
      'JwtAuthGuard needs AuthModule, which the application does not import. ' +
        'Import AuthModule.forRoot({ … }) in ReportsModule, or in the root module with isGlobal: true.',
    );
  });
});
