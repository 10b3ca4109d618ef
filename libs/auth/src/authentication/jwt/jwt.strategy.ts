import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import passport from 'passport';
import { Strategy } from 'passport-jwt';
import { InactiveUserError, InvalidTokenError } from '../../errors/auth.error.js';
import type { AccessTokenClaims } from '../../token/access-token.claims.js';
import { AccessTokenVerifier } from '../../token/access-token.verifier.js';
import { AccessTokenExtensions } from '../../token/extensions.js';
import type { CredentialBearer } from '../../transport/transport.js';
import type { AuthenticatedUser } from '../../user/authenticated-user.js';
import type { AuthenticatedCaller } from '../../user/caller.js';
import { ownStrategyName } from '../passport-strategy.js';
import { bearerTokenOf } from './bearer-token.js';
import { SubjectResolver } from './subject.resolver.js';

class OwnJwtStrategy extends Strategy {
  override readonly name = ownStrategyName('jwt');
}

/**
 * Passport's `jwt` strategy, in which passport-jwt's own reading and verifying of the token gives way to
 * {@link bearerTokenOf} and {@link AccessTokenVerifier}: its match of the header is not anchored, and it asks for neither
 * `exp` nor `typ`.
 */
@Injectable()
export class JwtStrategy extends PassportStrategy(OwnJwtStrategy) implements OnApplicationShutdown {
  constructor(
    private readonly accessTokens: AccessTokenVerifier,
    private readonly subjects: SubjectResolver,
    private readonly extensions: AccessTokenExtensions,
  ) {
    super({ jwtFromRequest: bearerTokenOf, secretOrKeyProvider: noKeyForPassport });
  }

  /** For whoever asks by way of Passport; {@link identify} says the same, and does without what Passport makes for each call. */
  override authenticate(request: CredentialBearer): void {
    this.identify(request).then(
      ({ user, authInfo }) => this.success(user, authInfo),
      (error: Error) => this.error(error),
    );
  }

  /**
   * Who shows the access token of a request, and what it says.
   *
   * @throws NotAuthenticatedError where there is none
   * @throws MalformedAuthorizationError
   * @throws InvalidTokenError whatever is wrong with it
   * @throws InactiveUserError where it has been refused to a user who has been deactivated
   * @throws ServiceUnavailableError where that can't be found out
   */
  async identify(request: CredentialBearer): Promise<AuthenticatedCaller> {
    const claims = await this.accessTokens.verify(bearerTokenOf(request));
    return { user: await this.validate(claims), authInfo: { scopes: scopesIn(claims), claims } };
  }

  /**
   * The user whom a verified token names, read anew for every request, while whoever else has a say is asked.
   *
   * @throws InvalidTokenError where there is no such user any more, or an `AccessTokenCheck` says no
   * @throws InactiveUserError where it says no, and the user has been deactivated: whoever is shut out is told so, though their
   * sessions may have ended with that
   */
  async validate(claims: AccessTokenClaims): Promise<AuthenticatedUser> {
    const asked = this.objectionTo(claims);
    const user = await this.subjects.resolve(claims);
    const objection = await asked;
    if (objection && !(objection.reason instanceof InvalidTokenError)) {
      throw objection.reason;
    }
    if (!user) {
      throw new InvalidTokenError('unknown subject');
    }
    if (objection) {
      throw user.isActive ? objection.reason : new InactiveUserError();
    }
    return user;
  }

  onApplicationShutdown(): void {
    passport.unuse(this.name);
  }

  /** What a check has thrown, or `null`. Never rejects: where the look-up beside it fails, nobody asks for this any more. */
  private async objectionTo(claims: AccessTokenClaims): Promise<{ readonly reason: unknown } | null> {
    try {
      await this.extensions.check(claims);
      return null;
    } catch (reason) {
      return { reason };
    }
  }
}

const NO_SCOPES: ReadonlySet<string> = new Set();

/** RFC 9068, section 2.2.3. */
function scopesIn({ scope }: AccessTokenClaims): ReadonlySet<string> {
  return scope === undefined ? NO_SCOPES : new Set(scope.split(' '));
}

/** Passport-jwt insists on a way to a key. It is never asked for one. */
function noKeyForPassport(): never {
  throw new Error('Access tokens are verified by AccessTokenVerifier alone.');
}
