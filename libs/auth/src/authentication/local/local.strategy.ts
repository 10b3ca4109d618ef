import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import passport from 'passport';
import { Strategy } from 'passport-local';
import type { AuthenticatedUser } from '../../user/authenticated-user.js';
import { ownStrategyName } from '../own-strategy-name.js';
import { type LoginRequest, PasswordSignIn } from './password.sign-in.js';

class OwnLocalStrategy extends Strategy {
  override readonly name = ownStrategyName('local');
}

/**
 * Passport's `local` strategy over {@link PasswordSignIn}, which reads only the body: passport-local also accepts a password from the
 * URL.
 */
@Injectable()
export class LocalStrategy extends PassportStrategy(OwnLocalStrategy) implements OnApplicationShutdown {
  constructor(private readonly passwords: PasswordSignIn) {
    super();
  }

  /** Called by Passport, for `passport.authenticate(strategy.name)`. */
  override authenticate(request: LoginRequest): void {
    this.validate(request).then(
      (user) => this.success(user),
      (error: Error) => this.error(error),
    );
  }

  /**
   * Signs in by the body of a request. The user is active, and no `SignInCheck` refuses.
   *
   * @throws AuthError
   */
  validate(request: LoginRequest): Promise<AuthenticatedUser> {
    return this.passwords.admit(request);
  }

  onApplicationShutdown(): void {
    passport.unuse(this.name);
  }
}
