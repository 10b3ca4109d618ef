import { Injectable, Optional } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { InvalidGrantError, InvalidRequestError } from '../errors/oauth.errors.js';
import { ClientGoneError, ServiceUnavailableError } from '../errors/retryable.errors.js';
import { AuthEvents } from '../events/auth-events.js';
import type { RequestOrigin } from '../origin/request-origin.js';
import { clientSignalOf } from '../origin/sign-in-origin.js';
import type { HashRequester } from '../password/hash-requester.js';
import { PasswordHasher } from '../password/password-hasher.js';
import { MAX_PASSWORD_BYTES } from '../password/password-policy.js';
import { canonicalName } from '../user/canonical-name.js';
import { UserRepository, type UserCredentials } from '../user/user.repository.js';
import { KnownDevices } from './device/known-devices.js';
import { PasswordRehash } from './password-rehash.js';
import { accountOf, hashRequesterOf, type SpentAttempt, unknownAccountOf } from './sign-in-attempt.js';
import type { GrantResult } from './sign-in/grant-result.js';
import type { TokenRequest } from './sign-in/token-request.js';
import { SignInLimiter } from './sign-in-limiter.js';

/** The Authentication Method Reference value of a password (RFC 8176, section 2). */
const PASSWORD_METHOD = 'pwd';

/** RFC 6749, appendix A.15 and A.16: no control characters. PostgreSQL can't store a NUL in a text. */
const NUL = '\0';

export interface PasswordCredentials {
  readonly username: string;
  readonly password: string;
}

/** The parameters of a request that have the credentials. */
export interface CredentialFields {
  /** Its value reaches `UserRepository.findByUsername` as typed, so it may be an e-mail address. @default 'username' */
  readonly usernameField?: string;
  /** @default 'password' */
  readonly passwordField?: string;
}

/** A user proven by their password. */
export type PasswordResult = GrantResult & Required<Pick<GrantResult, 'password' | 'attempt'>>;

/** The members of a request that decide how an attempt is counted, and for how long it may wait. */
export type PasswordRequest = Pick<TokenRequest, 'origin' | 'raw'>;

export interface PasswordVerificationOptions {
  /**
   * Whether a stored hash that is weaker than the hasher's own is replaced afterwards. `false` for a caller that replaces it anyway.
   *
   * @default true
   */
  readonly rehash?: boolean;
}

/** Verifies the password of a user. Does not admit them: `SignIn` does. */
@Injectable()
export class PasswordAuthentication {
  constructor(
    private readonly users: UserRepository,
    private readonly hasher: PasswordHasher,
    private readonly limiter: SignInLimiter,
    private readonly devices: KnownDevices,
    private readonly events: AuthEvents,
    private readonly clock: Clock,
    @Optional() private readonly rehash?: PasswordRehash,
  ) {}

  /**
   * The same as `verify`, for the credentials in a form.
   *
   * @throws InvalidRequestError if one is missing, or is not plain text
   */
  async authenticate(
    request: TokenRequest,
    { usernameField = 'username', passwordField = 'password' }: CredentialFields = {},
  ): Promise<PasswordResult> {
    const { form } = request;
    return this.verify({ username: textIn(form, usernameField), password: textIn(form, passwordField) }, request);
  }

  /**
   * Returns the user who knows this password, active or not. An unknown name, a wrong password and an account without one end in one
   * error after the same work, so that neither the response nor its time tells them apart.
   *
   * The attempt is spent. `SignIn` forgives it when the user is admitted.
   *
   * @throws InvalidGrantError
   * @throws InvalidRequestError if the password is longer than any can be, before anything is looked up
   * @throws TooManyAttemptsError
   * @throws ServiceUnavailableError if the users, the hashing or the count of attempts are out of reach
   * @throws ClientGoneError if the client closes its connection before the hash has begun
   */
  async verify(
    { username, password }: PasswordCredentials,
    { origin, raw }: PasswordRequest,
    { rehash = true }: PasswordVerificationOptions = {},
  ): Promise<PasswordResult> {
    if (Buffer.byteLength(password) > MAX_PASSWORD_BYTES) {
      throw new InvalidRequestError(`A password has at most ${MAX_PASSWORD_BYTES} bytes`);
    }
    const name = canonicalName(username);
    const signal = clientSignalOf(raw.request);
    const requester = hashRequesterOf({ ...origin, ...(signal && { signal }) }, name);
    // Before anything is looked up or counted: in a storm, refusing costs no look-up.
    this.hasher.assertPlaceFor(requester);
    const credentials = (await this.users.findByUsername(username, name)) ?? null;
    const account = credentials ? accountOf(credentials.user) : unknownAccountOf(name);
    const device = await this.#deviceOf(account, raw.request);
    const attempt = await this.limiter.spend({ name: account, address: origin.address, device });
    try {
      const { user, passwordHash } = await this.#verified(credentials, password, requester, origin);
      if (rehash) {
        this.rehash?.begin(user, password, passwordHash);
      }
      return {
        user,
        authentication: { methods: [PASSWORD_METHOD], at: this.clock.now() },
        password: { username, passwordHash },
        attempt,
      };
    } catch (error) {
      if (error instanceof ServiceUnavailableError || error instanceof ClientGoneError) {
        await this.#giveBack(attempt);
      }
      throw error;
    }
  }

  /** The id of the known device that a request comes from. */
  async #deviceOf(account: string, request: object): Promise<string | null> {
    const device = this.devices.recognise(account, request);
    return device && !(await this.limiter.hasRevoked(account, device.knownSince)) ? device.id : null;
  }

  async #verified(
    credentials: UserCredentials | null,
    password: string,
    requester: HashRequester,
    origin: RequestOrigin,
  ): Promise<UserCredentials & { readonly passwordHash: string }> {
    const passwordHash = credentials?.passwordHash ?? null;
    const usable = passwordHash !== null && this.hasher.recognises(passwordHash);
    const matches = await this.hasher.verify(password, usable ? passwordHash : this.hasher.decoyHash, requester);
    if (!credentials || !usable || !matches) {
      const subject = credentials && { id: String(credentials.user.id) };
      this.events.publish({ type: 'sign_in_failed', actor: { kind: 'anonymous' }, subject, origin });
      throw new InvalidGrantError();
    }
    return { user: credentials.user, passwordHash };
  }

  /** No password was compared. An attempt that can't be given back counts, and changes no response. */
  async #giveBack(attempt: SpentAttempt): Promise<void> {
    await this.limiter.giveBack(attempt).catch(() => undefined);
  }
}

function textIn(form: ReadonlyMap<string, string>, name: string): string {
  const value = form.get(name);
  if (value === undefined) {
    throw new InvalidRequestError(`The parameter ${name} is missing`);
  }
  if (value.includes(NUL) || !value.isWellFormed()) {
    throw new InvalidRequestError(`The parameter ${name} is not text`);
  }
  return value;
}
