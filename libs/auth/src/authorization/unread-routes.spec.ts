import type { ExecutionContext, Type } from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';
import { Reflector } from '@nestjs/core';
import { describe, expect, it } from '@jest/globals';
import type { AuthEvents } from '../events/auth-events.js';
import type { Refusals } from '../errors/refusals.js';
import type { Caller } from '../user/caller.js';
import { currentUserFactory } from '../user/current-user.decorator.js';
import { ActiveUserGuard } from './active-user.guard.js';
import { OptionalAuth } from './optional-auth.decorator.js';
import { PolicyCompiler } from './policy/policy.compiler.js';
import { PolicyGuard } from './policy.guard.js';
import { Public } from './public.decorator.js';
import { Roles } from './roles.decorator.js';
import { RoutePolicies } from './route-policy.js';

@Public()
class OpenController {
  @Roles('admin')
  contradictory() {}

  open() {}
}

class PlainController {
  nothing() {}

  @OptionalAuth()
  optional() {}
}

/** Routes that no start has looked at, as those of a module that is loaded later. The guards alone must keep them closed. */
describe('a route that contradicts itself, or is guarded in the wrong order, and has started all the same', () => {
  const policies = new RoutePolicies(new Reflector(), new PolicyCompiler({} as ModuleRef));
  const refusals = {
    refuse: async (error: unknown) => {
      throw error;
    },
  } as unknown as Refusals;
  const events = { publish: () => undefined } as unknown as AuthEvents;
  const activity = new ActiveUserGuard(policies, refusals);
  const policy = new PolicyGuard(policies, refusals, events);

  it('counts as closed where it is both open and closed', () => {
    expect(policies.for(OpenController, handlerOf(OpenController, 'contradictory')).access).toBe('authenticated');
    expect(policies.for(OpenController, handlerOf(OpenController, 'open')).access).toBe('public');
  });

  it('lets nobody pass where nobody has been authenticated', async () => {
    await expect(activity.canActivate(call(PlainController, 'nothing', {}))).rejects.toThrow('Not authenticated');
    await expect(activity.canActivate(call(PlainController, 'optional', {}))).rejects.toThrow('Not authenticated');
    await expect(activity.canActivate(call(PlainController, 'nothing', { user: null }))).rejects.toThrow();
    await expect(policy.canActivate(call(OpenController, 'contradictory', {}))).rejects.toThrow('Not authenticated');
  });

  it('never hands nobody to a handler as the current user', () => {
    expect(() => currentUserFactory(undefined, call(OpenController, 'open', {}))).toThrow(/authenticates nobody/);
    expect(currentUserFactory('username', call(OpenController, 'open', { user: null }))).toBeNull();
  });
});

function handlerOf<T>(target: Type<T>, method: keyof T & string): () => void {
  return Reflect.get(target.prototype as object, method) as () => void;
}

function call<T>(target: Type<T>, method: keyof T & string, request: Caller): ExecutionContext {
  return {
    getType: () => 'http',
    getClass: () => target,
    getHandler: () => handlerOf(target, method),
    getArgByIndex: () => request,
  } as unknown as ExecutionContext;
}
