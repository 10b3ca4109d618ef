import type { AuthenticatedUser, Role, Scope } from '@portcullis/auth';

/** How to act as a user. */
export interface ActingOptions {
  /**
   * The scopes of the token. Not checked against the user, unlike at the token endpoint.
   * @default none
   */
  readonly scopes?: readonly Scope[];
  /**
   * The roles of this user from now on, for all tokens. They replace the roles in the store.
   * @default the roles in the store
   */
  readonly roles?: readonly Role[];
}

/** A signed-in user, for any client that a test uses. */
export interface TestSession<TUser extends AuthenticatedUser = AuthenticatedUser> {
  /** The access token itself: for socket.io, `io(url, { auth: { token } })`. */
  readonly token: string;
  /** For supertest's `.set(headers)`, Fastify's `inject({ headers })` and `fetch`. */
  readonly headers: { readonly Authorization: string };
  /** The user as the guards see them. */
  readonly user: TUser;
}
