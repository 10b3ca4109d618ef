import type { PortProvider, SignInLimiter } from '@portcullis/auth/spi';
import { databaseSignInLimiter, redisSignInLimiter } from '@portcullis/limits';
import type { Settings } from './settings.js';

/** The store that counts wrong passwords for all instances. */
export function signInLimiterOf({ redisUrl }: Settings): PortProvider<SignInLimiter> {
  return redisUrl === undefined ? databaseSignInLimiter() : redisSignInLimiter({ url: redisUrl });
}
