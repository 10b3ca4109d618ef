import type { ExecutionContext, Type } from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';
import { Reflector } from '@nestjs/core';
import { describe, expect, it } from '@jest/globals';
import type { AuthEvents } from '../events/auth-events.js';
import type { Refusals } from '../transport/refusals.js';
import type { Caller } from '../transport/caller.js';
import { currentUserFactory } from './current-user.decorator.js';
import { ActiveUserGuard } from './active-user.guard.js';
import { OptionalAuth, Public } from './access.decorators.js';
import { PolicyCompiler } from './policy/policy.compiler.js';
import { PolicyGuard } from './policy.guard.js';
import { Roles } from './policy.decorators.js';
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

/** A module that is loaded after the start has routes that were not checked. The guards must keep them closed. */
describe('a route that was not checked at start', () => {
  const nowhere = {} as ModuleRef;
  const policies = new RoutePolicies(new Reflector(), new PolicyCompiler(nowhere));
  const refusals = {
    refuse: async (error: unknown) => {
      throw error;
    },
  } as unknown as Refusals;
  const events = { publish: () => undefined } as unknown as AuthEvents;
  const activity = new ActiveUserGuard(policies, refusals, nowhere);
  const policy = new PolicyGuard(policies, refusals, events, nowhere);

  it('is closed if its decorators both open and close it', () => {
    expect(policies.for(OpenController, handlerOf(OpenController, 'contradictory')).access).toBe('authenticated');
    expect(policies.for(OpenController, handlerOf(OpenController, 'open')).access).toBe('public');
  });

  it('refuses every caller if no guard has authenticated', async () => {
    await expect(activity.canActivate(call(PlainController, 'nothing', {}))).rejects.toThrow('Not authenticated');
    await expect(activity.canActivate(call(PlainController, 'optional', {}))).rejects.toThrow('Not authenticated');
    await expect(activity.canActivate(call(PlainController, 'nothing', { user: null }))).rejects.toThrow();
    await expect(policy.canActivate(call(OpenController, 'contradictory', {}))).rejects.toThrow('Not authenticated');
  });

  it('never hands an unauthenticated caller to a handler as the current user', () => {
    expect(() => currentUserFactory(undefined, call(OpenController, 'open', {}))).toThrow(/authenticates no caller/);
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
