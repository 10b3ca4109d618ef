import { Injectable } from '@nestjs/common';
import {
  ClientGoneError,
  InvalidGrantError,
  InvalidRequestError,
  ServiceUnavailableError,
} from '../errors/auth.error.js';
import { AuthEvents } from '../events/auth-events.js';
import type { HashingTurn } from '../password/hashing-turn.js';
import { PasswordHasher } from '../password/password-hasher.js';
import { MAX_PASSWORD_BYTES } from '../password/password-policy.js';
import type { AuthenticatedUser } from '../user/authenticated-user.js';
import { canonicalName } from '../user/canonical-name.js';
import { UserRepository } from '../user/user.repository.js';
import { hashingTurnOf } from './hashing-turn-of.js';
import type { SignInAttempt } from './sign-in-attempt.js';
import { SignInLimiter } from './sign-in-limiter.js';
import type { SignInOrigin } from './sign-in-origin.js';

/** Who is it? */
@Injectable()
export class AuthenticationService {
  constructor(
    private readonly users: UserRepository,
    private readonly hasher: PasswordHasher,
    private readonly limiter: SignInLimiter,
    private readonly events: AuthEvents,
  ) {}

  /**
   * The person who knows this password. An unknown name, a wrong password and an account without one end in one error,
   * after one hash of equal cost each, so that neither answer nor time tells them apart.
   *
   * Says nothing of activity: that is the next guard's question.
   *
   * @throws InvalidGrantError
   * @throws InvalidRequestError where the password is longer than any can be, before anything is looked up
   * @throws TooManyAttemptsError
   * @throws ServiceUnavailableError where the users, the hashing or the count of attempts are out of reach
   * @throws the reason of the origin's signal, `ClientGoneError` for a request's, where it is aborted before the hash has begun
   */
  async authenticate(username: string, password: string, origin: SignInOrigin): Promise<AuthenticatedUser> {
    if (Buffer.byteLength(password) > MAX_PASSWORD_BYTES) {
      throw new InvalidRequestError(`A password has at most ${MAX_PASSWORD_BYTES} bytes`);
    }
    const attempt = { name: canonicalName(username), address: origin.address, device: origin.device };
    const turn = hashingTurnOf(origin, attempt.name);
    // Before the attempt is counted: in a storm, whoever is turned away costs the store of attempts nothing.
    this.hasher.assertPlaceFor(turn);
    await this.limiter.spend(attempt);
    try {
      const user = await this.#verified(username, password, turn);
      await this.limiter.forgive(attempt);
      return user;
    } catch (error) {
      if (error instanceof ServiceUnavailableError || error instanceof ClientGoneError) {
        await this.#giveBack(attempt);
      }
      throw error;
    }
  }

  async #verified(username: string, password: string, turn: HashingTurn): Promise<AuthenticatedUser> {
    const credentials = await this.users.findByUsername(username);
    const hash = credentials?.passwordHash ?? null;
    const usable = hash !== null && this.hasher.recognises(hash);
    const matches = await this.hasher.verify(password, usable ? hash : this.hasher.decoyHash, turn);
    if (!credentials || !usable || !matches) {
      this.events.publish({ type: 'sign_in_failed', userId: credentials?.user.id ?? null });
      throw new InvalidGrantError();
    }
    return credentials.user;
  }

  /** No password was looked at. Whoever can't be reached to hear of it changes no answer: the attempt counts then. */
  async #giveBack(attempt: SignInAttempt): Promise<void> {
    await this.limiter.giveBack(attempt).catch(() => undefined);
  }
}
