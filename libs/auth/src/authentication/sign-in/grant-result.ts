import type { ContinuedSession } from '../../token/access-token.customizer.js';
import type { AuthenticatedUser } from '../../user/authenticated-user.js';
import type { Authentication } from '../../user/authentication.js';
import type { VerifiedPassword } from '../../user/verified-password.js';
import type { SpentAttempt } from '../sign-in-attempt.js';

/** What a grant has proven: who the user is, and how. Says nothing about whether they may sign in, which `SignIn` decides. */
export interface GrantResult {
  /** As stored now. May be inactive. */
  readonly user: AuthenticatedUser;
  readonly authentication: Authentication;
  /**
   * The most that the token may have: all of these if the request names no scope, and never another one (RFC 6749, section 6).
   *
   * @default no ceiling: the scopes that the request names and the user may have
   */
  readonly scopes?: readonly string[];
  /**
   * The session that goes on. With it the request is a refresh and no sign-in: no device is remembered, no `signed_in` event is
   * published, and of each `SignInCheck` only `checkRefresh` is called.
   *
   * @default a sign-in
   */
  readonly session?: ContinuedSession;
  /** The password that was right. The sign-in fails if it is changed meanwhile. @default the user was proven by something else */
  readonly password?: VerifiedPassword;
  /** The attempt to forgive when the user is admitted. @default no attempt was counted */
  readonly attempt?: SpentAttempt;
  /** Reaches every `AccessTokenCustomizer` as `TokenIssuance.handover`, which narrows it by `instanceof`. @default nothing */
  readonly handover?: object;
}
