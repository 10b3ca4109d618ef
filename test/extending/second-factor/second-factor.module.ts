import { Module } from '@nestjs/common';
import { OneTimeSecretsModule, revokeSecrets } from '@portcullis/one-time-secrets';
import { OtpGrant } from './otp.grant.js';
import { SecondFactorCheck, SecondFactors } from './second-factor.check.js';
import { SecondFactorWithin } from './second-factor.predicate.js';

/** Requires the second factor of users who have one. Needs an `AuthModule` that is global. */
@Module({
  imports: [OneTimeSecretsModule.forRoot()],
  providers: [
    OtpGrant,
    SecondFactorCheck,
    SecondFactors,
    SecondFactorWithin,
    revokeSecrets('sign_in', 'password_changed'),
  ],
  exports: [SecondFactors],
})
export class SecondFactorModule {}
