import type { AuthenticatedUser, Role, Scope } from '@portcullis/auth';

/** How to act as somebody. */
export interface ActingOptions {
  /**
   * What the token grants, as it stands here: who may be granted what is the token endpoint's question.
   * @default none
   */
  readonly scopes?: readonly Scope[];
  /**
   * The roles that this person has from now on, in this application, whatever the store says: for all their tokens, the older
   * ones too.
   * @default those that the store says
   */
  readonly roles?: readonly Role[];
}

/** Somebody signed in, for whatever client a test uses. */
export interface TestSession<TUser extends AuthenticatedUser = AuthenticatedUser> {
  /** The access token itself: for socket.io, `io(url, { auth: { token } })`. */
  readonly token: string;
  /** For supertest's `.set(headers)`, Fastify's `inject({ headers })` and `fetch`. */
  readonly headers: { readonly Authorization: string };
  /** The person as the guards will see them. */
  readonly user: TUser;
}
