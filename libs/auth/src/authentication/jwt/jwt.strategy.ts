import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import passport from 'passport';
import { Strategy } from 'passport-jwt';
import { InvalidTokenError } from '../../errors/auth.error.js';
import type { AccessTokenClaims } from '../../token/access-token.claims.js';
import { AccessTokenService } from '../../token/access-token.service.js';
import { AccessTokenExtensions } from '../../token/extensions.js';
import type { CredentialBearer } from '../../transport/transport.js';
import type { AuthenticatedUser } from '../../user/authenticated-user.js';
import type { Caller } from '../../user/caller.js';
import { UserRepository } from '../../user/user.repository.js';
import { ownStrategyName } from '../passport-strategy.js';
import { bearerTokenOf } from './bearer-token.js';

class OwnJwtStrategy extends Strategy {
  override readonly name = ownStrategyName('jwt');
}

/**
 * Passport's `jwt` strategy, in which passport-jwt's own reading and verifying of the token gives way to
 * {@link bearerTokenOf} and {@link AccessTokenService}: its match of the header is not anchored, and it asks for neither
 * `exp` nor `typ`.
 */
@Injectable()
export class JwtStrategy extends PassportStrategy(OwnJwtStrategy) implements OnApplicationShutdown {
  constructor(
    private readonly accessTokens: AccessTokenService,
    private readonly users: UserRepository,
    private readonly extensions: AccessTokenExtensions,
  ) {
    super({ jwtFromRequest: bearerTokenOf, secretOrKeyProvider: noKeyForPassport });
  }

  override authenticate(request: CredentialBearer): void {
    this.authenticateBearer(request).then(
      ({ user, authInfo }) => this.success(user, authInfo),
      (error: Error) => this.error(error),
    );
  }

  /**
   * The user whom a verified token names, read anew for every request, while whoever else has a say is asked.
   *
   * @throws InvalidTokenError where there is no such user any more, or an `AccessTokenCheck` says no
   */
  async validate(claims: AccessTokenClaims): Promise<AuthenticatedUser> {
    const [user] = await Promise.all([this.users.findBySubject(claims.sub), this.extensions.check(claims)]);
    if (!user) {
      throw new InvalidTokenError('unknown subject');
    }
    return user;
  }

  onApplicationShutdown(): void {
    passport.unuse(this.name);
  }

  private async authenticateBearer(request: CredentialBearer): Promise<Required<Caller>> {
    const claims = this.accessTokens.verify(bearerTokenOf(request));
    return { user: await this.validate(claims), authInfo: { scopes: scopesIn(claims), claims } };
  }
}

const NO_SCOPES: ReadonlySet<string> = new Set();

/** RFC 9068, section 2.2.3. */
function scopesIn({ scope }: AccessTokenClaims): ReadonlySet<string> {
  return scope === undefined ? NO_SCOPES : new Set(scope.split(' '));
}

/** Passport-jwt insists on a way to a key. It is never asked for one. */
function noKeyForPassport(): never {
  throw new Error('Access tokens are verified by AccessTokenService alone.');
}
