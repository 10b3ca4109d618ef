import type { ExecutionContext } from '@nestjs/common';
import { graphqlContextOf } from './graphql/graphql-context.js';
import { messageContextOf } from './rpc/message-context.js';
import { unknownCall } from './unknown-call.js';
import type { AuthenticatedUser } from '../user/authenticated-user.js';
import { type Principal, principalOfUser } from '../user/principal.js';

/** The object that the guards and handlers of one call share: the HTTP request, the socket, or the context of a message. */
export interface Caller {
  /** `null` if `@OptionalAuth()` let a call without a credential pass; absent if no guard authenticates. */
  user?: AuthenticatedUser | null;
  /** Absent after a guard of the application that sets only `user`. */
  principal?: Principal;
}

/** @throws Error for a call of an unknown type, with a message that says what to write */
export function callerOf(context: ExecutionContext): Caller {
  const caller = findCaller(context);
  if (!caller) {
    throw unknownCall(context);
  }
  return caller;
}

/** The caller of a call; `null` for a call of an unknown type, so that it fails closed. Never throws. */
export function findCaller(context: ExecutionContext): Caller | null {
  switch (context.getType<string>()) {
    // Not `switchToHttp()`: it creates three functions at each call, and this runs in every guard of every request.
    case 'http':
    case 'ws':
      return objectOrNull(context.getArgByIndex(0));
    case 'graphql': {
      const shared = graphqlContextOf(context);
      return objectOrNull(shared?.req) ?? objectOrNull(shared);
    }
    case 'rpc':
      return messageContextOf(context);
    default:
      return null;
  }
}

function objectOrNull(value: unknown): Caller | null {
  return typeof value === 'object' ? value : null;
}

/** Sets the authenticated principal for handlers and later guards. */
export function setPrincipal(caller: Caller, principal: Principal): void {
  caller.user = principal.user;
  caller.principal = principal;
}

/** The principal of a call, with the user that the last guard has set; `null` if the call was not authenticated. */
export function principalOf({ user, principal }: Caller): Principal | null {
  if (!user) {
    return null;
  }
  if (!principal) {
    return principalOfUser(user);
  }
  return principal.user === user ? principal : { ...principal, user };
}
