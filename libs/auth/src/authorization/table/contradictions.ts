import { currentUserFactory } from '../../user/current-user.decorator.js';
import { OptionalAuth } from '../optional-auth.decorator.js';
import { termsOf } from '../policy/policy-term.js';
import { Public } from '../public.decorator.js';
import { RequiresUser } from '../requires-user.js';
import type { RoutePolicy } from '../route-policy.js';
import type { EntryPoint } from './entry-point.js';
import type { Guarding } from './guarding.js';
import { metadataOf, NestMetadata } from './nest-metadata.js';

/** An entry point, with what has been found out about it. */
export interface Route extends EntryPoint, Pick<RoutePolicy, 'access' | 'policy'> {
  readonly guarding: Guarding;
}

/** What holds for the application as a whole. */
export interface Expectations {
  /** The modules that were told of the roles and scopes, as a host has imported them. */
  readonly modules: string;
  /** `null`: any. */
  readonly roles: ReadonlySet<string> | null;
  readonly scopes: ReadonlySet<string> | null;
  readonly refusesUnguarded: boolean;
}

/** Everything about a route that can't have been meant, as sentences that say what to do. Empty for a sound one. */
export function contradictionsOf(route: Route, expectations: Expectations): string[] {
  return [
    ...openAndClosed(route),
    ...unenforced(route),
    ...userless(route),
    ...unknownNames(route, expectations),
    ...unguarded(route, expectations),
  ];
}

function openAndClosed(route: Route): string[] {
  const { target, handler, policy } = route;
  const says = (level: object) => ({
    public: isMarked(Public, level),
    optional: isMarked(OptionalAuth, level),
    closed: isMarked(RequiresUser, level),
  });
  const [onClass, onMethod] = [says(target), says(handler)];
  const isOpened = [onClass, onMethod].some((level) => level.public || level.optional);
  const isContradicted = [onClass, onMethod].some(
    (level) => Number(level.public) + Number(level.optional) + Number(level.closed) > 1,
  );
  return [
    ...(policy && isOpened
      ? ['is opened by @Public() or @OptionalAuth(), and asks for roles, scopes or a policy: keep one of the two']
      : []),
    ...(isContradicted ? ['has two of @Public(), @OptionalAuth() and @Authenticated() in one place: keep one'] : []),
    ...(onMethod.closed && (onClass.public || onClass.optional) && !isContradicted
      ? ['is @Authenticated() in a class that is opened: move it to another class']
      : []),
  ];
}

/** What the metadata asks, and no guard does. */
function unenforced({ access, policy, guarding, target, handler, unguardable }: Route): string[] {
  if (unguardable !== null) {
    return [`asks for something that nobody would check: ${unguardable}`];
  }
  const isOptional = access === 'optional' || isMarked(OptionalAuth, handler) || isMarked(OptionalAuth, target);
  return [
    ...(policy && !guarding.asksPolicy
      ? [
          'asks for roles, scopes or a policy, and no PolicyGuard runs there: add @Authenticated(), or bind GLOBAL_GUARDS',
        ]
      : []),
    ...(isOptional && guarding.authenticatesBy === null
      ? ['is @OptionalAuth(), and no JwtAuthGuard runs there: add @UseGuards(JwtAuthGuard), or bind GLOBAL_GUARDS']
      : []),
  ];
}

/** What needs a user, where none can be. */
function userless(route: Route): string[] {
  const { access, guarding } = route;
  if (access !== 'public' && guarding.tooEarly) {
    return [
      `is guarded by ${guarding.tooEarly.name} before anybody has been authenticated: put JwtAuthGuard before it`,
    ];
  }
  if (takesCurrentUser(route) && (access === 'public' || guarding.authenticatesBy === null)) {
    return ['takes @CurrentUser(), and authenticates nobody: remove @Public(), or guard it'];
  }
  return [];
}

function unknownNames({ policy }: Route, { modules, roles, scopes }: Expectations): string[] {
  const terms = policy ? termsOf(policy, { negated: true }) : [];
  return terms.flatMap((term) => {
    if (term.kind === 'hasRole' && roles && !roles.has(term.role)) {
      return [`asks for the role '${term.role}', which the roles of ${modules} do not list: ${listOf(roles)}`];
    }
    if (term.kind === 'hasScope' && scopes && !scopes.has(term.scope)) {
      return [`asks for the scope '${term.scope}', which the scopes of ${modules} do not list: ${listOf(scopes)}`];
    }
    return [];
  });
}

function unguarded({ access, guarding }: Route, { refusesUnguarded }: Expectations): string[] {
  return refusesUnguarded && access !== 'public' && guarding.authenticatesBy === null
    ? ['is not guarded: add @Authenticated() (@AuthenticatedGateway() for a gateway), or open it by @Public()']
    : [];
}

function takesCurrentUser({ target, method }: EntryPoint): boolean {
  const parameters = metadataOf<Record<string, { readonly factory?: unknown }>>(
    NestMetadata.routeArguments,
    target,
    method,
  );
  return Object.values(parameters ?? {}).some(({ factory }) => factory === currentUserFactory);
}

function isMarked({ KEY }: { readonly KEY: string }, level: object): boolean {
  return metadataOf<boolean>(KEY, level) === true;
}

function listOf(names: ReadonlySet<string>): string {
  return [...names].join(', ') || 'none';
}
