import type { PortProvider, SignInLimiter } from '@portcullis/auth';
import { databaseSignInLimiter, redisSignInLimiter } from '@portcullis/limits';
import type { Settings } from './settings.js';

/** Where guesses are counted, for all instances. */
export function signInLimiterOf({ redisUrl, preparedStatements }: Settings): PortProvider<SignInLimiter> {
  return redisUrl === undefined ? databaseSignInLimiter({ preparedStatements }) : redisSignInLimiter({ url: redisUrl });
}
