import type { ExecutionContext } from '@nestjs/common';
import type { AuthenticatedUser } from './authenticated-user.js';
import type { Principal } from './principal.js';

/** What a token said, beside whom it names. Passport's word for it. */
export interface AuthInfo {
  readonly scopes: ReadonlySet<string>;
  /** All claims of the verified token (RFC 7519, section 4). */
  readonly claims: Readonly<Record<string, unknown>>;
}

/**
 * What the handlers of one call share, as the guards leave it: the HTTP request, the socket, or the context of a message.
 *
 * `user` is there where somebody has been authenticated, `null` where `@OptionalAuth()` let a stranger pass, and absent
 * where nobody has asked.
 */
export interface Caller {
  user?: AuthenticatedUser | null;
  authInfo?: AuthInfo;
}

/** Somebody who has shown an access token. */
export interface AuthenticatedCaller extends Caller {
  user: AuthenticatedUser;
  authInfo: AuthInfo;
}

const NO_SCOPES: ReadonlySet<string> = new Set();

/** @throws Error for a context type that this library does not know, where guessing would be dangerous */
export function callerOf(context: ExecutionContext): Caller {
  const type = context.getType<string>();
  switch (type) {
    // By its place: `switchToHttp()` makes three functions at each call, and every guard of every request would.
    case 'http':
    case 'ws':
      return context.getArgByIndex<Caller>(0);
    case 'graphql': {
      const shared = context.getArgByIndex<Caller & { readonly req?: Caller }>(2);
      return shared.req ?? shared;
    }
    case 'rpc':
      return messageContextOf(context);
    default:
      throw new Error(`Portcullis does not know the context type '${type}'.`);
  }
}

/** Nest's transporters make one for each message. A plain object may be what a client has sent, with a `user` in it. */
function messageContextOf(context: ExecutionContext): Caller {
  const shared: unknown = context.switchToRpc().getContext();
  if (
    typeof shared !== 'object' ||
    shared === null ||
    [Object.prototype, null].includes(Object.getPrototypeOf(shared))
  ) {
    throw new Error("The transporter of this message has no context of Nest's kind, where a caller could be kept.");
  }
  return shared;
}

/** `null` where nobody has been authenticated. */
export function principalOf({ user, authInfo }: Caller): Principal | null {
  return user ? { user, scopes: authInfo?.scopes ?? NO_SCOPES } : null;
}
