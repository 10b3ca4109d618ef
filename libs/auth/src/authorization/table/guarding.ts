import type { CanActivate, Type } from '@nestjs/common';
import { ActiveUserGuard } from '../active-user.guard.js';
import { Authenticates, BY_CREDENTIAL_SCHEME } from '../authenticates.decorator.js';
import { PolicyGuard } from '../policy.guard.js';
import type { RoutePolicy } from '../route-policy.js';
import { type ClassMethod, guardsOn } from './handlers.js';
import { metadataOf } from '../../transport/nest-metadata.js';

/** What the guards of an entry point check. */
export interface Guarding {
  /** The kind of credential that the first authenticating guard reads; `null` if no guard authenticates. */
  readonly authenticatesBy: string | null;
  readonly checksActivity: boolean;
  readonly checksPolicy: boolean;
  /** A guard that needs a user but runs before the guard that authenticates. */
  readonly tooEarly: Type<CanActivate> | null;
  /** Guards of the application, whose checks are unknown. */
  readonly others: readonly Type<CanActivate>[];
}

export function guardingOf(guards: readonly Type<CanActivate>[]): Guarding {
  const authenticating = guards.findIndex((guard) => authenticatesBy(guard) !== undefined);
  const before = authenticating < 0 ? guards : guards.slice(0, authenticating);
  return {
    authenticatesBy: authenticating < 0 ? null : (authenticatesBy(guards[authenticating]!) ?? null),
    checksActivity: guards.some((guard) => isA(guard, ActiveUserGuard)),
    checksPolicy: guards.some((guard) => isA(guard, PolicyGuard)),
    tooEarly: before.find(needsUser) ?? null,
    others: guards.filter((guard) => authenticatesBy(guard) === undefined && !needsUser(guard)),
  };
}

/** Whether the decorators of a method or its class require something of the caller. `@Public()` waives only guards of this library. */
export function requiresOfCaller(
  method: ClassMethod,
  { access, policy }: Pick<RoutePolicy, 'access' | 'policy'>,
): boolean {
  const guards = guardsOn(method);
  const effective = access === 'public' ? guards.filter((guard) => !isOwn(guard)) : guards;
  return policy !== null || access === 'optional' || effective.length > 0;
}

/** Whether the guard is one of this library that reads `@Public()`, or a subclass of one. */
export function isOwn(guard: Type<CanActivate>): boolean {
  return needsUser(guard) || authenticatesBy(guard) === BY_CREDENTIAL_SCHEME;
}

function needsUser(guard: Type<CanActivate>): boolean {
  return isA(guard, ActiveUserGuard) || isA(guard, PolicyGuard);
}

function authenticatesBy(guard: Type<CanActivate>): string | undefined {
  return metadataOf<string>(Authenticates.KEY, guard);
}

function isA(guard: Type<CanActivate>, expected: Type<CanActivate>): boolean {
  return guard === expected || guard.prototype instanceof expected;
}
