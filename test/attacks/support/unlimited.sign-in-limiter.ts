import { SignInLimiter } from '@portcullis/auth';

/** Keeps count of nothing. */
export class UnlimitedSignInLimiter extends SignInLimiter {
  async spend(): Promise<void> {}
  async forgive(): Promise<void> {}
}
