import { Injectable } from '@nestjs/common';
import { AcrossCopies } from '../../copies/across-copies.decorator.js';
import { InactiveUserError, InvalidTokenError } from '../../errors/credential.errors.js';
import type { AccessTokenClaims } from '../../token/access-token.claims.js';
import { AccessTokenChecks } from '../../token/access-token-checks.js';
import { AccessTokenVerifier } from '../../token/access-token.verifier.js';
import type { CredentialBearer } from '../../transport/transport.js';
import type { AuthenticatedUser } from '../../user/authenticated-user.js';
import type { Authentication } from '../../user/authentication.js';
import type { Credential, Principal } from '../../user/principal.js';
import { CredentialScheme } from '../scheme/credential.scheme.js';
import { bearerTokenOf, hasBearerToken } from './bearer-token.js';
import { SubjectResolver } from './subject.resolver.js';

/** Access tokens in the `Authorization` header (RFC 6750, section 2.1). The first scheme, and for most applications the only one. */
@AcrossCopies('AccessTokenScheme')
@Injectable()
export class AccessTokenScheme extends CredentialScheme {
  readonly name = 'access_token';
  /** `createSecuredDocument` writes the password flow in its place if the application has a token endpoint. */
  readonly securityScheme = {
    name: 'OAuth2PasswordBearer',
    definition: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'An access token.' },
  } as const;

  constructor(
    private readonly accessTokens: AccessTokenVerifier,
    private readonly subjects: SubjectResolver,
    private readonly checks: AccessTokenChecks,
  ) {
    super();
  }

  /** True for a malformed token, too. */
  recognises(bearer: CredentialBearer): boolean {
    return hasBearerToken(bearer);
  }

  /**
   * Verifies the access token of a request and reads its user.
   *
   * @throws NotAuthenticatedError if there is none
   * @throws MalformedAuthorizationError
   * @throws InvalidTokenError if anything is wrong with it
   * @throws InactiveUserError if an `AccessTokenCheck` refused it, and the user has been deactivated
   * @throws ServiceUnavailableError if that can't be found out
   */
  async authenticate(bearer: CredentialBearer): Promise<Principal> {
    const claims = await this.accessTokens.verify(bearerTokenOf(bearer));
    return principalOf(await this.#userOf(claims), claims);
  }

  /** The same for a token from another place than the header: one to introspect, for example. */
  async authenticateToken(token: string): Promise<AccessTokenPrincipal> {
    const claims = await this.accessTokens.verify(token);
    return principalOf(await this.#userOf(claims), claims);
  }

  revalidate({ claims }: Principal): Promise<AuthenticatedUser> {
    return this.#userOf(claims as AccessTokenClaims);
  }

  /** Reads the user of a verified token on every request, while the checks run. */
  async #userOf(claims: AccessTokenClaims): Promise<AuthenticatedUser> {
    const asked = this.#objectionTo(claims);
    const user = await this.subjects.resolve(claims);
    const objection = await asked;
    if (objection && !(objection.reason instanceof InvalidTokenError)) {
      throw objection.reason;
    }
    if (!user) {
      throw new InvalidTokenError('unknown subject');
    }
    if (objection) {
      // Deactivation ends the sessions of a user. The response names the cause, not the effect.
      throw user.isActive ? objection.reason : new InactiveUserError();
    }
    return user;
  }

  /** Returns the error of a check, or `null`. Never rejects, since nothing awaits it if the look-up of the user fails. */
  async #objectionTo(claims: AccessTokenClaims): Promise<{ readonly reason: unknown } | null> {
    try {
      await this.checks.check(claims);
      return null;
    } catch (reason) {
      return { reason };
    }
  }
}

/** The caller whom an access token names. */
export interface AccessTokenPrincipal extends Principal {
  readonly claims: AccessTokenClaims;
}

function principalOf(user: AuthenticatedUser, claims: AccessTokenClaims): AccessTokenPrincipal {
  return { user, scopes: scopesIn(claims), claims, authentication: authenticationIn(claims), credential: CREDENTIAL };
}

const CREDENTIAL: Credential = Object.freeze({ scheme: 'access_token' });
const NO_SCOPES: ReadonlySet<string> = new Set();

/** RFC 9068, section 2.2.3. */
function scopesIn({ scope }: AccessTokenClaims): ReadonlySet<string> {
  return scope === undefined ? NO_SCOPES : new Set(scope.split(' '));
}

/** RFC 9068, section 2.2.1. `null` without `auth_time`: then the age of the sign-in is not known. */
function authenticationIn({ auth_time: seconds, amr }: AccessTokenClaims): Authentication | null {
  return seconds === undefined ? null : { methods: amr ?? [], at: seconds * 1000 };
}
