import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import passport from 'passport';
import { Strategy } from 'passport-local';
import { AUTH_OPTIONS } from '../../auth.options.js';
import { reportUnparsedBody } from '../../oauth-endpoint/unparsed-body.js';
import type { AuthenticatedUser } from '../../user/authenticated-user.js';
import { ownStrategyName } from '../own-strategy-name.js';
import { PasswordAuthentication } from '../password.authentication.js';
import { formOfBody } from '../sign-in/body-form.js';
import { SignIn } from '../sign-in/sign-in.js';
import type { LocalAuthOptions } from './local-auth.options.js';

class OwnLocalStrategy extends Strategy {
  override readonly name = ownStrategyName('local');
}

/** The adapter's own request, its body parsed from JSON or a form. */
export interface LoginRequest {
  readonly body?: unknown;
}

/**
 * Passport's `local` strategy, which reads only the body: passport-local also accepts a password from the URL. Budgets, checks and events
 * are those of the token endpoint.
 */
@Injectable()
export class LocalStrategy extends PassportStrategy(OwnLocalStrategy) implements OnApplicationShutdown {
  constructor(
    @Inject(AUTH_OPTIONS) private readonly options: { readonly localAuth?: LocalAuthOptions },
    private readonly passwords: PasswordAuthentication,
    private readonly signIn: SignIn,
  ) {
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
   * Admits a user to a session that the application begins itself: they are active, and no `SignInCheck` refuses. Issues nothing,
   * publishes no `signed_in` event, and does not remember the device.
   *
   * @throws AuthError
   */
  async validate(request: LoginRequest): Promise<AuthenticatedUser> {
    reportUnparsedBody(request);
    const read = { grantType: 'password', form: formOfBody(request.body), client: null };
    const attempt = this.signIn.requestOf({ request, response: null }, read);
    const result = await this.passwords.authenticate(attempt, this.options.localAuth);
    await this.signIn.admit(result, attempt);
    return result.user;
  }

  onApplicationShutdown(): void {
    passport.unuse(this.name);
  }
}
