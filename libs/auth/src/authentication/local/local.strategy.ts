import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import passport from 'passport';
import { Strategy } from 'passport-local';
import type { AuthenticatedUser } from '../../user/authenticated-user.js';
import { AuthenticationService } from '../authentication.service.js';
import { ownStrategyName } from '../passport-strategy.js';
import { passwordCredentialsOf } from './password-credentials.js';

class OwnLocalStrategy extends Strategy {
  override readonly name = ownStrategyName('local');
}

/** Passport's `local` strategy, reading the body alone: passport-local itself would take a password from the URL. */
@Injectable()
export class LocalStrategy extends PassportStrategy(OwnLocalStrategy) implements OnApplicationShutdown {
  constructor(private readonly authentication: AuthenticationService) {
    super();
  }

  override authenticate(request: { readonly body?: unknown }): void {
    this.authenticateBody(request.body).then(
      (user) => this.success(user),
      (error: Error) => this.error(error),
    );
  }

  validate(username: string, password: string): Promise<AuthenticatedUser> {
    return this.authentication.authenticate(username, password);
  }

  onApplicationShutdown(): void {
    passport.unuse(this.name);
  }

  private async authenticateBody(body: unknown): Promise<AuthenticatedUser> {
    const { username, password } = passwordCredentialsOf(body);
    return this.validate(username, password);
  }
}
