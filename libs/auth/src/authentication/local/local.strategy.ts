import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport-local';
import type { AuthenticatedUser } from '../../user/authenticated-user.js';
import { AuthenticationService } from '../authentication.service.js';
import { passwordCredentialsOf } from './password-credentials.js';

/** Passport's `local` strategy, reading the body alone: passport-local itself would take a password from the URL. */
@Injectable()
export class LocalStrategy extends PassportStrategy(Strategy, 'local') {
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

  private async authenticateBody(body: unknown): Promise<AuthenticatedUser> {
    const { username, password } = passwordCredentialsOf(body);
    return this.validate(username, password);
  }
}
