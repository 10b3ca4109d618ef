import { NO_REQUEST, type RequestOrigin } from '../origin/request-origin.js';

/** The cause of a change or an event. Ids are text. */
export type Actor =
  /** A signed-in user. `sessionId` is the `sid` claim of the token, if it has one. */
  | { readonly kind: 'user'; readonly id: string; readonly sessionId?: string }
  /** An OAuth client, by its `client_id`. */
  | { readonly kind: 'client'; readonly clientId: string }
  /** The holder of a refresh token or of a one-time secret, without any other proof. */
  | { readonly kind: 'token_holder' }
  /** A request without credentials, or with wrong ones. */
  | { readonly kind: 'anonymous' }
  /** The application itself. */
  | { readonly kind: 'service' }
  /** An operator at the command line. */
  | { readonly kind: 'operator' };

/** The actor behind a change or an event, and the origin of the request. */
export interface Cause {
  readonly actor: Actor;
  readonly origin: RequestOrigin;
}

/** The cause of changes and events without a request, such as scheduled work. */
export const BY_SERVICE: Cause = { actor: { kind: 'service' }, origin: NO_REQUEST };
