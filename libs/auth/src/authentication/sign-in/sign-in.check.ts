import { AcrossCopies } from '../../copies/across-copies.decorator.js';
import type { DocumentedError } from '../../errors/documented-error.js';
import type { GrantResult } from './grant-result.js';
import type { SuspendedSignIn } from './suspended-sign-in.js';
import type { TokenRequest } from './token-request.js';

/** A refresh whose user is proven and active, and that is not admitted yet. */
export interface PendingRefresh extends Pick<GrantResult, 'user' | 'authentication'> {
  readonly request: TokenRequest;
}

/** A sign-in that is not admitted yet. Its user is authenticated and active. */
export interface PendingSignIn extends PendingRefresh {
  /**
   * Describes the sign-in for a second step, whose grant completes it by `SuspendedSignIns.resume`. Store the result and throw. The
   * session begins when the sign-in is complete; until then the attempt at the password stays counted.
   */
  suspend(): SuspendedSignIn;
  /**
   * Adds a task for a sign-in that is complete: every check has passed, and the session has begun. Only the signature of the token is left.
   * The task is awaited. Its error refuses the sign-in, ends the session and is thrown to the client.
   *
   * For `SignIn.admit` and `LocalAuthGuard`, which begin no session, the task runs after the last check.
   */
  whenComplete(task: SignInTask): void;
}

/** A task of a `SignInCheck` for a sign-in that is complete. */
export type SignInTask = () => Promise<void>;

/**
 * Refuses sign-ins of proven, active users: one whose e-mail address is not verified, who is banned, or needs a second factor. It
 * holds for every grant and for `LocalAuthGuard`, before a session begins, a token is issued, an attempt is forgiven or a device
 * remembered. Extend it, and make it a provider of any module; several are called one after the other, by their `order`.
 *
 * A check is called at sign-in only. To shut out a user who is signed in already, end their sessions, or extend
 * `AccessTokenCheck`, which is called on every request.
 */
@AcrossCopies('SignInCheck')
export abstract class SignInCheck {
  /** Checks with a lower number are called first. @default 0 */
  readonly order: number = 0;

  /** What the check throws, for the OpenAPI document. @default none */
  readonly errors?: readonly DocumentedError[];

  /** @throws AuthError to refuse; only a user with the right credentials learns of it */
  abstract check(signIn: PendingSignIn): void | Promise<void>;

  /**
   * The same when a session is to go on with a refresh token. A refusal spends nothing: the refresh token stays valid.
   *
   * @throws AuthError to refuse
   * @default every session goes on
   */
  checkRefresh(_refresh: PendingRefresh): void | Promise<void> {}
}
