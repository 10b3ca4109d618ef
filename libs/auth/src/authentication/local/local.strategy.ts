import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import passport from 'passport';
import { Strategy } from 'passport-local';
import type { AuthenticatedUser } from '../../user/authenticated-user.js';
import { canonicalName } from '../../user/canonical-name.js';
import { AuthenticationService } from '../authentication.service.js';
import { originOfRequest } from '../origin-of-request.js';
import { KnownDevices } from '../device/known-devices.js';
import { ownStrategyName } from '../passport-strategy.js';
import type { SignInOrigin } from '../sign-in-origin.js';
import { passwordCredentialsOf } from './password-credentials.js';

class OwnLocalStrategy extends Strategy {
  override readonly name = ownStrategyName('local');
}

/** The adapter's own request, whose `ip` knows which proxies the host trusts. */
interface SignInRequest {
  readonly body?: unknown;
  readonly ip?: string;
}

/** Passport's `local` strategy, reading the body alone: passport-local itself would take a password from the URL. */
@Injectable()
export class LocalStrategy extends PassportStrategy(OwnLocalStrategy) implements OnApplicationShutdown {
  constructor(
    private readonly authentication: AuthenticationService,
    private readonly devices: KnownDevices,
  ) {
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
    const device = this.devices.recognise(canonicalName(username), request);
    return this.validate(username, password, { ...originOfRequest(request), device });
  }
}
