import { Injectable } from '@nestjs/common';
import { Clock } from '../../clock/clock.js';
import { StaleGrantError } from '../../errors/oauth.errors.js';
import { UserRepository } from '../../user/user.repository.js';
import type { SpentAttempt } from '../sign-in-attempt.js';
import type { GrantResult } from './grant-result.js';
import type { TokenRequest } from './token-request.js';

/**
 * A sign-in between two steps, as plain JSON. Proves nothing by itself: keep it on the server, for example as the payload of a one-time
 * secret, and revoke it when the user gets another password.
 */
export interface SuspendedSignIn {
  /** The user of the first step, by the `sub` claim of their tokens. */
  readonly subject: string;
  /** How the first step has authenticated the user (RFC 8176). */
  readonly methods: readonly string[];
  /** `null` for no ceiling. */
  readonly scopes: readonly string[] | null;
  /** The client that has authenticated itself at the first step. */
  readonly clientId: string | null;
  /** The attempt of a first step by password. It stays counted until the sign-in is complete. */
  readonly attempt: SpentAttempt | null;
}

/**
 * Divides a sign-in into two steps: a `SignInCheck` suspends it and throws, and the grant of the second step resumes it. The session
 * begins only then. Until then the attempt at the password stays counted, which limits guesses at the code by an attacker who knows the
 * password.
 */
@Injectable()
export class SuspendedSignIns {
  constructor(
    private readonly users: UserRepository,
    private readonly clock: Clock,
  ) {}

  /** @see PendingSignIn.suspend */
  suspend(result: GrantResult, { client }: TokenRequest): SuspendedSignIn {
    const { user, authentication, scopes = null, attempt = null } = result;
    const { methods } = authentication;
    return { subject: this.users.subjectOf(user), methods, scopes, clientId: client?.id ?? null, attempt };
  }

  /**
   * Returns the result of both steps, for the grant of the second one. The user is read anew, and `SignIn` decides again whether they may
   * sign in; the checks are called with all methods. Then the attempt of the first step is forgiven.
   *
   * @param methods how the second step has authenticated the user (RFC 8176): `['otp', 'mfa']`
   * @throws StaleGrantError if the user is gone, or another client has begun the sign-in
   * @throws ServiceUnavailableError
   */
  async resume(
    { subject, scopes, attempt, ...first }: SuspendedSignIn,
    methods: readonly string[],
    { client }: TokenRequest,
  ): Promise<GrantResult> {
    if ((client?.id ?? null) !== first.clientId) {
      throw new StaleGrantError('The sign-in is not valid', 'begun by another client');
    }
    const user = await this.users.findBySubject(subject);
    if (!user) {
      throw new StaleGrantError('The sign-in is not valid', 'the user is gone');
    }
    const authentication = { methods: [...first.methods, ...methods], at: this.clock.now() };
    return { user, authentication, ...(scopes && { scopes }), ...(attempt && { attempt }) };
  }
}
