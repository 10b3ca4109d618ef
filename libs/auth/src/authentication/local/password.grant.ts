import { UseGuards } from '@nestjs/common';
import { ActiveUserGuard } from '../../authorization/active-user.guard.js';
import { Grant, type TokenGrant } from '../../token/grants/grant.decorator.js';
import type { AuthenticatedUser } from '../../user/authenticated-user.js';
import { canonicalName } from '../../user/canonical-name.js';
import { KnownDevices } from '../device/known-devices.js';
import { LocalAuthGuard } from './local-auth.guard.js';
import { passwordCredentialsOf } from './password-credentials.js';

/** Username and password for a token (RFC 6749, section 4.3). The guards have done the work when the method is called. */
@Grant('password')
export class PasswordGrant implements TokenGrant {
  constructor(private readonly devices: KnownDevices) {}

  @UseGuards(LocalAuthGuard, ActiveUserGuard)
  authenticate(
    request: { readonly user: AuthenticatedUser; readonly body?: unknown },
    response: unknown,
  ): AuthenticatedUser {
    const { username } = passwordCredentialsOf(request.body);
    this.devices.remember(canonicalName(username), request, response);
    return request.user;
  }
}
