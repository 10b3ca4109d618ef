import { Controller, Get, Injectable } from '@nestjs/common';
import { ApiErrors, AuthError, Authorize, passes, type PolicyPredicate, Public } from '@portcullis/auth';
import { type ErrorDocumentation, Grant, type PendingSignIn, SignInCheck } from '@portcullis/auth/spi';

/** An error of a library that `@portcullis/auth` does not know. */
export class FactorRequiredError extends AuthError {
  static override readonly documentation: ErrorDocumentation = {
    code: 'factor_required',
    kind: 'forbidden',
    description: 'A second factor is required',
    when: 'The user has a second factor.',
    oauthError: 'factor_required',
    members: { ticket: 'abc', factors: ['totp'] },
  };

  constructor(ticket = 'abc') {
    super(undefined, { members: { ticket, factors: ['totp'] } });
  }
}

/** The error of a step-up authentication (RFC 9470). */
class FreshSignInRequiredError extends AuthError {
  static override readonly documentation: ErrorDocumentation = {
    code: 'insufficient_user_authentication',
    kind: 'insufficient_authentication',
    description: 'Sign in again',
    when: 'The last sign-in is too long ago.',
  };

  constructor() {
    super(undefined, { challenge: { acr_values: 'mfa', max_age: 300 } });
  }
}

export const PROBLEM = {
  type: 'about:blank',
  title: 'Forbidden',
  status: 403,
  detail: 'A second factor is required',
  code: 'factor_required',
  ticket: 'abc',
  factors: ['totp'],
};

@Injectable()
export class IsFresh implements PolicyPredicate {
  allows(): never {
    throw new FreshSignInRequiredError();
  }
}

@Grant('urn:example:factor', { errors: [FactorRequiredError] })
export class FactorGrant {
  authenticate(): never {
    throw new FactorRequiredError();
  }
}

class AddressNotVerifiedError extends AuthError {
  static override readonly documentation: ErrorDocumentation = {
    code: 'address_not_verified',
    kind: 'invalid_grant',
    description: 'Address not verified',
    when: 'The address is not verified.',
    oauthCode: true,
  };
}

@Injectable()
export class VerifiedAddress extends SignInCheck {
  override readonly errors = [AddressNotVerifiedError];

  check({ request }: PendingSignIn): void {
    if (request.form.get('scope') === 'unverified') {
      throw new AddressNotVerifiedError();
    }
  }
}

@Controller()
export class VaultController {
  @Get('vault')
  @Authorize(passes(IsFresh))
  vault() {
    return 'open';
  }

  @Get('factors')
  @Public()
  @ApiErrors(FactorRequiredError)
  factors(): never {
    throw new FactorRequiredError();
  }

  @Get('broken')
  @Public()
  broken(): never {
    throw new Error('SELECT * FROM vault');
  }
}
