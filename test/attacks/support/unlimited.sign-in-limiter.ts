import { type SignInAttempt, SignInLimiter } from '@portcullis/auth/spi';

/** Limits nothing. */
export class UnlimitedSignInLimiter extends SignInLimiter {
  spend = async (attempt: SignInAttempt) => ({ ...attempt, spentAt: 0 });
  async forgive(): Promise<void> {}
}
