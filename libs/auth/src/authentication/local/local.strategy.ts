import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import passport from 'passport';
import { Strategy } from 'passport-local';
import type { AuthenticatedUser } from '../../user/authenticated-user.js';
import { AuthenticationService } from '../authentication.service.js';
import { originOfRequest } from '../origin-of-request.js';
import { ownStrategyName } from '../passport-strategy.js';
import type { SignInOrigin } from '../sign-in-origin.js';
import { passwordCredentialsOf } from './password-credentials.js';

class OwnLocalStrategy extends Strategy {
  override readonly name = ownStrategyName('local');
}

interface SignInRequest {
  readonly body?: unknown;
  readonly ip?: string;
}

/** Passport's `local` strategy, reading the body alone: passport-local itself would take a password from the URL. */
@Injectable()
export class LocalStrategy extends PassportStrategy(OwnLocalStrategy) implements OnApplicationShutdown {
  constructor(private readonly authentication: AuthenticationService) {
    super();
  }

  override authenticate(request: SignInRequest): void {
    this.authenticateRequest(request).then(
      (user) => this.success(user),
      (error: Error) => this.error(error),
    );
  }

  validate(username: string, password: string, origin: SignInOrigin): Promise<AuthenticatedUser> {
    return this.authentication.authenticate(username, password, origin);
  }

  onApplicationShutdown(): void {
    passport.unuse(this.name);
  }

  private async authenticateRequest(request: SignInRequest): Promise<AuthenticatedUser> {
    const { username, password } = passwordCredentialsOf(request.body);
    return this.validate(username, password, originOfRequest(request));
  }
}
