import { Controller, Get, type INestApplication, Injectable, SetMetadata, type Type, UseGuards } from '@nestjs/common';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  ActiveUserGuard,
  Authenticated,
  Authorize,
  GLOBAL_GUARDS,
  hasRole,
  JwtAuthGuard,
  OptionalAuth,
  PolicyGuard,
  Public,
  Roles,
  Scopes,
} from '@portcullis/auth';
import { Grant } from '@portcullis/auth/spi';
import { startPolicyHost } from './host.js';

/** A provider with one decorated method. */
function serviceWith(...onMethod: MethodDecorator[]): Type {
  @Injectable()
  class ReportService {
    remove() {}
  }
  const descriptor = Object.getOwnPropertyDescriptor(ReportService.prototype, 'remove')!;
  onMethod.forEach((decorate) => decorate(ReportService.prototype, 'remove', descriptor));
  return ReportService;
}

/** Metadata as a library for RabbitMQ sets it on a handler. */
const handlerOfAnotherLibrary = SetMetadata('RABBIT_HANDLER', { queue: 'stock' });

describe('a decorator on a method that Nest does not call as a handler', () => {
  let app: INestApplication | undefined;

  afterEach(async () => {
    await app?.close();
    app = undefined;
  });

  async function start(provider: Type, controllers: Type[] = []) {
    ({ app } = await startPolicyHost({ controllers, providers: [provider, ...GLOBAL_GUARDS] }));
  }

  it.each<[string, MethodDecorator[]]>([
    ['@Roles()', [Roles('admin')]],
    ['@Scopes()', [Scopes('reports:write')]],
    ['@Authorize()', [Authorize(hasRole('admin'))]],
    ['@Authenticated()', [Authenticated()]],
    ['@OptionalAuth()', [OptionalAuth()]],
    ['guards of this library', [UseGuards(JwtAuthGuard, ActiveUserGuard)]],
    ['@Roles() on a handler of another library', [handlerOfAnotherLibrary, Roles('admin')]],
  ])('stops the application at start, as no guard would check it: %s', async (_what, onMethod) => {
    await expect(start(serviceWith(...onMethod))).rejects.toThrow(
      /ReportService\.remove requires something of its caller, but is not a route, operation or .* Move the decorator to/,
    );
  });

  it('stops the application at start on a method of a controller too', async () => {
    @Controller('reports')
    class ReportsController {
      @Get()
      list() {
        return [];
      }

      @Roles('admin')
      remove() {}
    }
    await expect(start(serviceWith(), [ReportsController])).rejects.toThrow(
      /ReportsController\.remove requires something/,
    );
  });

  it.each<[string, Type]>([
    ['the method is @Public()', serviceWith(handlerOfAnotherLibrary, Public())],
    [
      'it is only a guard of the application',
      serviceWith(
        UseGuards(
          class {
            canActivate() {
              return true;
            }
          },
        ),
      ),
    ],
    [
      'the method is @Public() and has guards of this library',
      serviceWith(Public(), UseGuards(JwtAuthGuard, PolicyGuard)),
    ],
  ])('is allowed if %s', async (_what, provider) => {
    await start(provider);
    expect(app).toBeDefined();
  });

  it('stops the application at start on a grant, which is a plain service', async () => {
    @Grant('urn:example:exchange')
    class ExchangeGrant {
      @Roles('admin')
      authenticate(): never {
        throw new Error('never called');
      }
    }
    await expect(start(ExchangeGrant)).rejects.toThrow(/ExchangeGrant\.authenticate.*no guard would check it/);
  });

  it('is allowed on a handler of a controller class that is registered as a provider only', async () => {
    @Controller('reports')
    class ReportsController {
      @Get()
      @Roles('admin')
      list() {
        return [];
      }
    }
    await start(ReportsController);
    expect(app).toBeDefined();
  });
});
