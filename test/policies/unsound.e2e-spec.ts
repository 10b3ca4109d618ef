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

/** A class of one route, as it is decorated. */
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

describe('the start stops where', () => {
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
    // Three ways in which routes stood open in popular libraries, each the title of a bug report.
    ['a public class has a method with roles', [Public()], [Roles('admin')], /opened by @Public\(\)/],
    ['a public class has roles of its own', [Public(), Roles('admin')], [], /opened by @Public\(\)/],
    ['a class with roles has a public method', [Roles('admin')], [Public()], /opened by @Public\(\)/],
    ['a method is public and asks for a scope', [], [Public(), Scopes('reports:read')], /opened by @Public\(\)/],
    ['a method is public and asks for a policy', [], [Public(), Authorize(hasRole('admin'))], /opened by @Public\(\)/],
    ['strangers may come, with a role', [], [OptionalAuth(), Roles('admin')], /@OptionalAuth\(\), and asks for roles/],
    ['a class is for strangers, a method for a role', [OptionalAuth()], [Roles('admin')], /and asks for roles/],
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
    ['roles are asked for, and no guard asks', [Roles('admin')], [], /no PolicyGuard runs there/],
    [
      'scopes are asked for, and no guard asks',
      [Scopes('x'), UseGuards(JwtAuthGuard, ActiveUserGuard)],
      [],
      /no PolicyGuard/,
    ],
    ['a policy is asked for, and no guard asks', [Authorize(hasRole('admin'))], [], /no PolicyGuard runs there/],
    [
      'one is bound for all routes, and the policy guard is not',
      [Roles('admin')],
      GLOBAL_GUARDS.slice(0, 2),
      /no PolicyGuard/,
    ],
    ['a token is optional, and nobody looks at one', [OptionalAuth()], [], /no JwtAuthGuard runs there/],
    ['activity is asked of nobody', [UseGuards(ActiveUserGuard)], [], /guarded by ActiveUserGuard before anybody/],
    ['a policy is asked of nobody', [UseGuards(PolicyGuard)], [], /guarded by PolicyGuard before anybody/],
    [
      'activity is asked too early',
      [UseGuards(ActiveUserGuard, JwtAuthGuard)],
      [],
      /guarded by ActiveUserGuard before/,
    ],
    ['an unmarked guard is trusted to authenticate', [UseGuards(ApiKeyGuard, ActiveUserGuard)], [], /before anybody/],
  ])('%s', async (_what, onMethod, providers, message) => {
    await expect(start(routeWith([], onMethod), providers)).rejects.toThrow(message);
  });

  it('a guard of an instance stands there in the place of a class', async () => {
    const route = routeWith([], [UseGuards(new ApiKeyGuard()), Roles('admin')]);
    await expect(start(route, [])).rejects.toThrow(/no PolicyGuard runs there/);
  });

  it('nobody is taken for the current user', async () => {
    await expect(start(routeWith([], [Public()], true))).rejects.toThrow(
      /takes @CurrentUser\(\), and authenticates nobody/,
    );
    await expect(start(routeWith([], [], true), [])).rejects.toThrow(/takes @CurrentUser\(\)/);
    await expect(start(routeWith([], [UseGuards(ApiKeyGuard)], true), [])).rejects.toThrow(/takes @CurrentUser\(\)/);
  });

  it('a role or a scope is in no catalogue, however deep in a policy', async () => {
    const policy = anyOf(allOf(hasRole('amdin'), not(hasScope('reports:raed'))), hasRole('admin'));
    const starting = start(routeWith([], [Authorize(policy)]), undefined, CATALOGUE);
    await expect(starting).rejects.toThrow("the role 'amdin', which the roles of AuthModule do not list: admin");
    await expect(starting).rejects.toThrow(
      "the scope 'reports:raed', which the scopes of AuthModule do not list: reports:read",
    );
  });

  it('a predicate is nobody’s provider', async () => {
    const starting = start(routeWith([], [Authorize(passes(Missing))]));
    await expect(starting).rejects.toThrow(
      'Report.read asks for passes(Missing), which no module provides as a singleton: add Missing to the providers of a module.',
    );
  });

  it('a route is not guarded in an application that is', async () => {
    const unguarded = routeWith([], []);
    const options = { unguardedRoutes: 'refuse' } as const;
    await expect(start(unguarded, [], options)).rejects.toThrow(/is not guarded: add @Authenticated\(\)/);
  });

  it('several things are wrong: it names them all', async () => {
    const both = routeWith([Public()], [Roles('amdin')]);
    const starting = start(both, undefined, CATALOGUE);
    await expect(starting).rejects.toThrow(/opened by @Public/);
    await expect(starting).rejects.toThrow(/'amdin'/);
  });
});

describe('the start goes on where', () => {
  let host: PolicyHost | undefined;

  afterEach(async () => {
    await host?.app.close();
    host = undefined;
  });

  it.each<[string, ClassDecorator[], MethodDecorator[], object[] | undefined, string]>([
    ['nothing is said', [], [], undefined, 'active user'],
    ['a method of a guarded class is public', [UseGuards(JwtAuthGuard)], [Public()], [], 'public'],
    ['a method of a public class is optional', [Public()], [OptionalAuth()], undefined, 'anybody, or active user'],
    ['a class authenticates by itself', [Authenticated()], [Roles('admin')], [], 'active user and role admin'],
    ['a subclass of a guard is bound', [], [], [{ provide: APP_GUARD, useClass: HostJwtAuthGuard }], 'user'],
    [
      'the host authenticates by itself',
      [],
      [UseGuards(MarkedApiKeyGuard, ActiveUserGuard)],
      [],
      'active user by API key',
    ],
    ['a guard of the host’s stands beside', [], [UseGuards(ApiKeyGuard)], undefined, 'active user, ApiKeyGuard'],
    ['nothing is guarded, and nothing is asked', [], [], [], 'unguarded'],
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
