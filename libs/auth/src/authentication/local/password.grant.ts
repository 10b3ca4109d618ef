import { UseGuards } from '@nestjs/common';
import { ActiveUserGuard } from '../../authorization/active-user.guard.js';
import { Grant, type TokenGrant } from '../../token/grants/grant.decorator.js';
import type { AuthenticatedUser } from '../../user/authenticated-user.js';
import { LocalAuthGuard } from './local-auth.guard.js';

/** Username and password for a token (RFC 6749, section 4.3). The guards have done the work when the method is called. */
@Grant('password')
export class PasswordGrant implements TokenGrant {
  @UseGuards(LocalAuthGuard, ActiveUserGuard)
  authenticate(request: { readonly user: AuthenticatedUser }): AuthenticatedUser {
    return request.user;
  }
}
