import type { CanActivate, Type } from '@nestjs/common';
import { ActiveUserGuard } from '../active-user.guard.js';
import { Authenticates } from '../authenticates.decorator.js';
import { PolicyGuard } from '../policy.guard.js';
import { metadataOf } from './nest-metadata.js';

/** What the guards of an entry point do, in the terms of this library. */
export interface Guarding {
  /** By what the first guard that authenticates does so; `null` where none does. */
  readonly authenticatesBy: string | null;
  readonly asksActivity: boolean;
  readonly asksPolicy: boolean;
  /** A guard that needs a user, and runs before any has been authenticated. */
  readonly tooEarly: Type<CanActivate> | null;
  /** The host's own, of which nothing is known. */
  readonly others: readonly Type<CanActivate>[];
}

export function guardingOf(guards: readonly Type<CanActivate>[]): Guarding {
  const authenticating = guards.findIndex((guard) => authenticatesBy(guard) !== undefined);
  const before = authenticating < 0 ? guards : guards.slice(0, authenticating);
  return {
    authenticatesBy: authenticating < 0 ? null : (authenticatesBy(guards[authenticating]!) ?? null),
    asksActivity: guards.some((guard) => is(guard, ActiveUserGuard)),
    asksPolicy: guards.some((guard) => is(guard, PolicyGuard)),
    tooEarly: before.find(needsUser) ?? null,
    others: guards.filter((guard) => authenticatesBy(guard) === undefined && !needsUser(guard)),
  };
}

function needsUser(guard: Type<CanActivate>): boolean {
  return is(guard, ActiveUserGuard) || is(guard, PolicyGuard);
}

function authenticatesBy(guard: Type<CanActivate>): string | undefined {
  return metadataOf<string>(Authenticates.KEY, guard);
}

/** A host may have made a subclass. */
function is(guard: Type<CanActivate>, expected: Type<CanActivate>): boolean {
  return guard === expected || guard.prototype instanceof expected;
}
