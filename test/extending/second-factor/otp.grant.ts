import { Inject } from '@nestjs/common';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { Grant, type GrantResult, StaleGrantError, type SuspendedSignIn, SuspendedSignIns } from '@portcullis/auth/spi';
import type { TokenGrant, TokenRequest } from '@portcullis/auth/spi';
import { InvalidSecretError, OneTimeSecrets } from '@portcullis/one-time-secrets';
import { SecondFactors } from './second-factor.check.js';

@ApiSchema({ name: 'OtpTokenRequest', description: 'Complete a sign-in by a one-time password' })
class OtpTokenRequest {
  @ApiProperty({ example: 'pQ3…' }) readonly ticket!: string;
  @ApiProperty({ example: '492039' }) readonly code!: string;
}

/** Completes a sign-in that `SecondFactorCheck` has suspended. */
@Grant('urn:example:otp', { form: OtpTokenRequest, errors: [InvalidSecretError, StaleGrantError] })
export class OtpGrant implements TokenGrant {
  @Inject() private readonly factors!: SecondFactors;
  @Inject() private readonly secrets!: OneTimeSecrets;
  @Inject() private readonly signIns!: SuspendedSignIns;

  async authenticate(request: TokenRequest): Promise<GrantResult> {
    // Counted before the code is compared, so that simultaneous guesses are counted too.
    const ticket = await this.secrets.attempt({ purpose: 'sign_in', token: request.form.get('ticket') ?? '' });
    if (request.form.get('code') !== this.factors.get(ticket.subject!)) {
      throw new StaleGrantError('The code is not valid', 'wrong code');
    }
    await this.secrets.consume(ticket);
    return this.signIns.resume(ticket.payload as SuspendedSignIn, ['otp', 'mfa'], request);
  }
}
