import { Inject, Injectable } from '@nestjs/common';
import { AuthError } from '@portcullis/auth';
import { type ErrorDocumentation, type PendingSignIn, SignInCheck } from '@portcullis/auth/spi';
import { OneTimeSecrets } from '@portcullis/one-time-secrets';

/** The one-time password of each user who has one, by user id. A real library has a table, and computes passwords (RFC 6238). */
@Injectable()
export class SecondFactors extends Map<string, string> {}

export class SecondFactorRequiredError extends AuthError {
  static override readonly documentation: ErrorDocumentation = {
    code: 'second_factor_required',
    kind: 'forbidden',
    oauthError: 'second_factor_required',
    description: 'A second factor is required',
    when: 'The user has a second factor.',
    members: { ticket: 'pQ3…', factors: ['otp'] },
  };
}

/** Suspends the sign-in of a user with a second factor, and issues a ticket to complete it. */
@Injectable()
export class SecondFactorCheck extends SignInCheck {
  override readonly errors = [SecondFactorRequiredError];
  @Inject() private readonly factors!: SecondFactors;
  @Inject() private readonly secrets!: OneTimeSecrets;

  async check(signIn: PendingSignIn): Promise<void> {
    const subject = String(signIn.user.id);
    if (this.factors.has(subject) && !signIn.authentication.methods.includes('mfa')) {
      const ticket = { purpose: 'sign_in', subject, payload: signIn.suspend(), lifetimeSeconds: 300, attempts: 5 };
      const { token } = await this.secrets.issue(ticket);
      throw new SecondFactorRequiredError(undefined, { members: { ticket: token, factors: ['otp'] } });
    }
  }
}
