import type { ExecutionContext } from '@nestjs/common';
import type { AuthError, AuthErrorClass } from '../../errors/auth.error.js';
import type { AuthenticatedUser } from '../../user/authenticated-user.js';
import type { Principal } from '../../user/principal.js';

/** `true` if a policy holds; `false`, or the error to refuse the caller with, if it does not. */
export type PolicyDecision = boolean | AuthError;

/**
 * A condition of the application about the caller and the call, for `passes(…)`. Any value other than `true` denies the call.
 *
 * @example
 * ```ts
 * @Injectable()
 * export class SignedInWithin implements PolicyPredicate<AuthenticatedUser, { readonly seconds: number }> {
 *   readonly errors = [StaleSignInError];
 *
 *   allows({ authentication }: Principal, _context: ExecutionContext, { seconds }: { readonly seconds: number }) {
 *     const age = Date.now() - (authentication?.at ?? 0);
 *     return age <= seconds * 1000 || new StaleSignInError(undefined, { challenge: { max_age: seconds } });
 *   }
 *
 *   describe({ seconds }: { readonly seconds: number }) {
 *     return `signed in within ${seconds} s`;
 *   }
 * }
 *
 * export const signedInWithin = (seconds: number) => passes(SignedInWithin, { seconds });
 * ```
 */
export interface PolicyPredicate<TUser extends AuthenticatedUser = AuthenticatedUser, TArgs = void> {
  /** The errors that {@link allows} returns, for the OpenAPI document. @default `AccessDeniedError`, for a predicate that returns `false` */
  readonly errors?: readonly AuthErrorClass[];

  /**
   * Decides whether the caller may make this call. Called for every request of an authenticated caller.
   *
   * @param context the call: `context.switchToHttp().getRequest()` has the parameters of the route
   * @param args the arguments of `passes(…)`
   * @returns `false` to refuse with `access_denied`, or an `AuthError` to refuse with that error, unless an alternative in the policy holds
   * @throws ServiceUnavailableError if the decision is not possible now: the response is 503, not 403
   */
  allows(principal: Principal<TUser>, context: ExecutionContext, args: TArgs): PolicyDecision | Promise<PolicyDecision>;

  /**
   * Describes the predicate for the policy table and the OpenAPI document. Equal arguments give equal texts.
   *
   * @default the name of the class, and the arguments
   */
  describe?(args: TArgs): string;
}
