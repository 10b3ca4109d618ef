import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import passport from 'passport';
import { Strategy } from 'passport-jwt';
import type { CredentialBearer } from '../../transport/transport.js';
import { ownStrategyName } from '../own-strategy-name.js';
import { AccessTokenScheme } from './access-token.scheme.js';
import { bearerTokenOf } from './bearer-token.js';

class OwnJwtStrategy extends Strategy {
  override readonly name = ownStrategyName('jwt');
}

/**
 * The access token as a strategy of Passport, for applications that authenticate with Passport; `JwtAuthGuard` does not use it.
 * {@link AccessTokenScheme} replaces the verification of passport-jwt, which does not anchor its match of the header and requires
 * neither `exp` nor `typ`.
 */
@Injectable()
export class JwtStrategy extends PassportStrategy(OwnJwtStrategy) implements OnApplicationShutdown {
  constructor(private readonly accessTokens: AccessTokenScheme) {
    super({ jwtFromRequest: bearerTokenOf, secretOrKeyProvider: noKeyForPassport });
  }

  override authenticate(request: CredentialBearer): void {
    this.accessTokens.authenticate(request).then(
      (principal) => this.success(principal.user, principal),
      (error: Error) => this.error(error),
    );
  }

  /** Required by `PassportStrategy`. Only the overridden `authenticate` of passport-jwt would call it. */
  validate(): never {
    return noKeyForPassport();
  }

  onApplicationShutdown(): void {
    passport.unuse(this.name);
  }
}

/** Required by passport-jwt. Never called. */
function noKeyForPassport(): never {
  throw new Error('Access tokens are verified by AccessTokenScheme.');
}
