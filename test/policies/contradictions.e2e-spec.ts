import { type CanActivate, Controller, Get, Injectable, type Type, UseGuards } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  ActiveUserGuard,
  allOf,
  anyOf,
  Authenticated,
  Authenticates,
  type AuthModuleOptions,
  Authorize,
  CurrentPrincipal,
  CurrentUser,
  GLOBAL_GUARDS,
  hasRole,
  hasScope,
  JwtAuthGuard,
  not,
  OptionalAuth,
  passes,
  PolicyGuard,
  type PolicyPredicate,
  Public,
  Roles,
  Scopes,
} from '@portcullis/auth';
import { type PolicyHost, startPolicyHost } from './host.js';

/** A controller with one route, and with the given decorators. */
function routeWith(onClass: ClassDecorator[], onMethod: MethodDecorator[], takesUser = false): Type {
  class Report {
    read(_user?: unknown) {
      return { ok: true };
    }
  }
  const descriptor = Object.getOwnPropertyDescriptor(Report.prototype, 'read')!;
  for (const decorate of [Get('read'), ...onMethod]) {
    decorate(Report.prototype, 'read', descriptor);
  }
  if (takesUser) {
    CurrentUser()(Report.prototype, 'read', 0);
  }
  for (const decorate of [Controller('report'), ...onClass]) {
    decorate(Report);
  }
  return Report;
}

@Injectable()
class Missing implements PolicyPredicate {
  allows(): boolean {
    return true;
  }
}

@Injectable()
class ApiKeyGuard implements CanActivate {
  canActivate(): boolean {
    return true;
  }
}

@Authenticates('API key')
@Injectable()
class MarkedApiKeyGuard extends ApiKeyGuard {}

@Injectable()
class HostJwtAuthGuard extends JwtAuthGuard {}

const CATALOGUE: Partial<AuthModuleOptions> = { roles: ['admin'], scopes: { 'reports:read': 'Read reports' } };

describe('the application does not start if', () => {
  let host: PolicyHost | undefined;

  afterEach(async () => {
    await host?.app.close();
    host = undefined;
  });

  async function start(controller: Type, providers?: object[], options?: Partial<AuthModuleOptions>) {
    host = await startPolicyHost({ controllers: [controller], providers: providers as [] | undefined }, options);
    return host;
  }

  it.each<[string, ClassDecorator[], MethodDecorator[], RegExp]>([
    // The first three left routes open in popular libraries.
    ['a public class has a method with roles', [Public()], [Roles('admin')], /opened by @Public\(\)/],
    ['a class is public and has roles', [Public(), Roles('admin')], [], /opened by @Public\(\)/],
    ['a class with roles has a public method', [Roles('admin')], [Public()], /opened by @Public\(\)/],
    ['a method is public and has scopes', [], [Public(), Scopes('reports:read')], /opened by @Public\(\)/],
    ['a method is public and has a policy', [], [Public(), Authorize(hasRole('admin'))], /opened by @Public\(\)/],
    [
      'a method is optional and has roles',
      [],
      [OptionalAuth(), Roles('admin')],
      /@OptionalAuth\(\) and requires roles/,
    ],
    ['an optional class has a method with roles', [OptionalAuth()], [Roles('admin')], /and requires roles/],
    ['a method is public and authenticated', [], [Public(), Authenticated()], /two of @Public\(\)/],
    ['a method is public and optional', [], [Public(), OptionalAuth()], /two of @Public\(\)/],
    ['a class is public and authenticated', [Public(), Authenticated()], [], /two of @Public\(\)/],
    ['a public class has an authenticated method', [Public()], [Authenticated()], /in a class that is opened/],
    ['an optional class has an authenticated method', [OptionalAuth()], [Authenticated()], /in a class that is opened/],
  ])('%s', async (_what, onClass, onMethod, message) => {
    const starting = start(routeWith(onClass, onMethod));
    await expect(starting).rejects.toThrow(/Report\.read \(GET \/report\/read\) (is|has) /);
    await expect(starting).rejects.toThrow(message);
  });

  it.each<[string, MethodDecorator[], object[], RegExp]>([
    ['a method has roles, and no guard checks them', [Roles('admin')], [], /no PolicyGuard runs there/],
    [
      'a method has scopes, and no guard checks them',
      [Scopes('x'), UseGuards(JwtAuthGuard, ActiveUserGuard)],
      [],
      /no PolicyGuard/,
    ],
    ['a method has a policy, and no guard checks it', [Authorize(hasRole('admin'))], [], /no PolicyGuard runs there/],
    ['the policy guard is not among the global guards', [Roles('admin')], GLOBAL_GUARDS.slice(0, 2), /no PolicyGuard/],
    ['a token is optional, and no guard reads one', [OptionalAuth()], [], /no JwtAuthGuard runs there/],
    ['ActiveUserGuard runs without authentication', [UseGuards(ActiveUserGuard)], [], /runs ActiveUserGuard before/],
    ['PolicyGuard runs without authentication', [UseGuards(PolicyGuard)], [], /runs PolicyGuard before/],
    [
      'ActiveUserGuard runs before JwtAuthGuard',
      [UseGuards(ActiveUserGuard, JwtAuthGuard)],
      [],
      /runs ActiveUserGuard before/,
    ],
    ['an unmarked guard authenticates', [UseGuards(ApiKeyGuard, ActiveUserGuard)], [], /runs ActiveUserGuard before/],
  ])('%s', async (_what, onMethod, providers, message) => {
    await expect(start(routeWith([], onMethod), providers)).rejects.toThrow(message);
  });

  it('a method has roles, and its only guard is an instance of another guard', async () => {
    const route = routeWith([], [UseGuards(new ApiKeyGuard()), Roles('admin')]);
    await expect(start(route, [])).rejects.toThrow(/no PolicyGuard runs there/);
  });

  it('a handler takes the caller of a route without authentication', async () => {
    await expect(start(routeWith([], [Public()], true))).rejects.toThrow(
      /takes @CurrentUser\(\), but authenticates no caller/,
    );
    await expect(start(routeWith([], [], true), [])).rejects.toThrow(/takes @CurrentUser\(\)/);
    await expect(start(routeWith([], [UseGuards(ApiKeyGuard)], true), [])).rejects.toThrow(/takes @CurrentUser\(\)/);
    const route = routeWith([], [Public()]);
    CurrentPrincipal()(route.prototype as object, 'read', 0);
    await expect(start(route)).rejects.toThrow(/takes @CurrentPrincipal\(\), but authenticates no caller/);
  });

  it('a role or a scope is not declared, at any depth of a policy', async () => {
    const policy = anyOf(allOf(hasRole('amdin'), not(hasScope('reports:raed'))), hasRole('admin'));
    const starting = start(routeWith([], [Authorize(policy)]), undefined, CATALOGUE);
    await expect(starting).rejects.toThrow(
      "the role 'amdin', which the option roles of AuthModule does not list: admin",
    );
    await expect(starting).rejects.toThrow(
      "the scope 'reports:raed', which the option scopes of AuthModule does not list: reports:read",
    );
  });

  it('no module provides a predicate', async () => {
    const starting = start(routeWith([], [Authorize(passes(Missing))]));
    await expect(starting).rejects.toThrow(
      'Report.read requires passes(Missing), which no module provides as a singleton: add Missing to the providers of a module.',
    );
  });

  it('a route is not guarded, and unguarded routes are refused', async () => {
    const unguarded = routeWith([], []);
    const options = { unguardedRoutes: 'refuse' } as const;
    await expect(start(unguarded, [], options)).rejects.toThrow(/is not guarded: add @Authenticated\(\)/);
  });

  it('a route has several contradictions, which the message lists', async () => {
    const both = routeWith([Public()], [Roles('amdin')]);
    const starting = start(both, undefined, CATALOGUE);
    await expect(starting).rejects.toThrow(/opened by @Public/);
    await expect(starting).rejects.toThrow(/'amdin'/);
  });
});

describe('the application starts if', () => {
  let host: PolicyHost | undefined;

  afterEach(async () => {
    await host?.app.close();
    host = undefined;
  });

  it.each<[string, ClassDecorator[], MethodDecorator[], object[] | undefined, string]>([
    ['a route has no decorators', [], [], undefined, 'active user'],
    ['a method of a guarded class is public', [UseGuards(JwtAuthGuard)], [Public()], [], 'public'],
    ['a method of a public class is optional', [Public()], [OptionalAuth()], undefined, 'anonymous, or active user'],
    ['a class brings its own guards', [Authenticated()], [Roles('admin')], [], 'active user and role admin'],
    ['a subclass of JwtAuthGuard is bound', [], [], [{ provide: APP_GUARD, useClass: HostJwtAuthGuard }], 'user'],
    [
      'a guard of the application authenticates',
      [],
      [UseGuards(MarkedApiKeyGuard, ActiveUserGuard)],
      [],
      'active user by API key',
    ],
    ['a guard of the application is added', [], [UseGuards(ApiKeyGuard)], undefined, 'active user, ApiKeyGuard'],
    ['a route has neither guards nor policies', [], [], [], 'unguarded'],
  ])('%s', async (_what, onClass, onMethod, providers, policy) => {
    const controllers = [routeWith(onClass, onMethod)];
    host = await startPolicyHost({ controllers, providers: providers as [] | undefined });
    expect(host.table.rows()).toContainEqual({
      transport: 'http',
      route: 'GET /report/read',
      policy,
      handler: 'Report.read',
    });
  });
});
