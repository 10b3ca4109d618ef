import { callerParameterOf } from '../caller-parameter.js';
import { OptionalAuth, Public, RequiresUser } from '../access.decorators.js';
import { termsOf } from '../policy/policy.js';
import type { RoutePolicy } from '../route-policy.js';
import type { EntryPoint } from './entry-point.js';
import { type Guarding, requiresOfCaller } from './guarding.js';
import { metadataOf, NestMetadata } from '../../transport/nest-metadata.js';

/** An entry point with its policy and its guards. */
export interface Route extends EntryPoint, Omit<RoutePolicy, 'allows'> {
  readonly guarding: Guarding;
}

/** What the options of the application require of every route. */
export interface Expectations {
  /** The imported modules whose options declare roles and scopes. */
  readonly modules: string;
  /** The declared roles; `null` if a route may require any. */
  readonly roles: ReadonlySet<string> | null;
  /** The declared scopes; `null` if a route may require any. */
  readonly scopes: ReadonlySet<string> | null;
  readonly refusesUnguarded: boolean;
}

/** The contradictions of a route, as clauses about it that say what to change. Empty for a sound route. */
export function contradictionsOf(route: Route, expectations: Expectations): string[] {
  return [
    ...openAndClosed(route),
    ...unenforced(route),
    ...userless(route),
    ...unknownNames(route, expectations),
    ...unguarded(route, expectations),
  ];
}

function openAndClosed({ target, handler, policy }: Route): string[] {
  const [onClass, onMethod] = [accessMarksOn(target), accessMarksOn(handler)];
  const complaints: string[] = [];
  if (policy && (isOpening(onClass) || isOpening(onMethod))) {
    complaints.push(
      'is opened by @Public() or @OptionalAuth() and requires roles, scopes or a policy: keep one of the two',
    );
  }
  if (onClass.length > 1 || onMethod.length > 1) {
    complaints.push('has two of @Public(), @OptionalAuth() and @Authenticated() in one place: keep one');
  } else if (onMethod.includes(RequiresUser) && isOpening(onClass)) {
    complaints.push('is @Authenticated() in a class that is opened: move it to another class');
  }
  return complaints;
}

function accessMarksOn(level: object): readonly unknown[] {
  return [Public, OptionalAuth, RequiresUser].filter((mark) => isMarked(mark, level));
}

function isOpening(marks: readonly unknown[]): boolean {
  return marks.includes(Public) || marks.includes(OptionalAuth);
}

/** Decorators that no guard checks. */
function unenforced(route: Route): string[] {
  const { access, policy, guarding, target, handler, unguardable } = route;
  if (unguardable !== null) {
    return requiresOfCaller(route, route) ? [`requires something that no guard would check: ${unguardable}`] : [];
  }
  const complaints: string[] = [];
  if (policy && !guarding.checksPolicy) {
    complaints.push(
      'requires roles, scopes or a policy, but no PolicyGuard runs there: add @Authenticated(), or bind GLOBAL_GUARDS',
    );
  }
  const isOptional = access === 'optional' || isMarked(OptionalAuth, handler) || isMarked(OptionalAuth, target);
  if (isOptional && guarding.authenticatesBy === null) {
    complaints.push(
      'is @OptionalAuth(), but no JwtAuthGuard runs there: add @UseGuards(JwtAuthGuard), or bind GLOBAL_GUARDS',
    );
  }
  return complaints;
}

/** Guards and parameters that need a user, on a route that authenticates no user before them. */
function userless(route: Route): string[] {
  const { access, guarding } = route;
  if (access !== 'public' && guarding.tooEarly) {
    return [`runs ${guarding.tooEarly.name} before a guard that authenticates: put JwtAuthGuard before it`];
  }
  if (access !== 'public' && guarding.authenticatesBy !== null) {
    return [];
  }
  return callerParametersOf(route).map(
    (decorator) => `takes @${decorator}(), but authenticates no caller: remove @Public(), or add a guard`,
  );
}

function unknownNames({ policy }: Route, { modules, roles, scopes }: Expectations): string[] {
  const terms = policy ? termsOf(policy, { negated: true }) : [];
  return terms.flatMap(({ role, scope }) => {
    if (role !== undefined && roles && !roles.has(role)) {
      return [`requires the role '${role}', which the option roles of ${modules} does not list: ${listOf(roles)}`];
    }
    if (scope !== undefined && scopes && !scopes.has(scope)) {
      return [`requires the scope '${scope}', which the option scopes of ${modules} does not list: ${listOf(scopes)}`];
    }
    return [];
  });
}

function unguarded(route: Route, { refusesUnguarded }: Expectations): string[] {
  const { access, guarding, unguardable } = route;
  if (!refusesUnguarded || access === 'public' || guarding.authenticatesBy !== null) {
    return [];
  }
  const advice = 'add @Authenticated() (@AuthenticatedGateway() for a gateway), or open it by @Public()';
  return unguardable !== null && requiresOfCaller(route, route) ? [] : [`is not guarded: ${unguardable ?? advice}`];
}

function callerParametersOf({ target, method }: EntryPoint): string[] {
  const parameters = metadataOf<Record<string, { readonly factory?: unknown }>>(
    NestMetadata.routeArguments,
    target,
    method,
  );
  const taken = Object.values(parameters ?? {}).flatMap(({ factory }) => callerParameterOf(factory) ?? []);
  return [...new Set(taken)];
}

function isMarked({ KEY }: { readonly KEY: string }, level: object): boolean {
  return metadataOf<boolean>(KEY, level) === true;
}

function listOf(names: ReadonlySet<string>): string {
  return [...names].join(', ') || 'none';
}
