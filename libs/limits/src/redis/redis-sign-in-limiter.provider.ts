import { AUTH_OPTIONS, type AuthModuleOptions, Clock, type PortProvider, type SignInLimiter } from '@portcullis/auth';
import { connectToRedis, type RedisOptions } from './redis-connection.js';
import { RedisSignInLimiter } from './redis.sign-in-limiter.js';

/**
 * Limits on guessing that all instances share, in Redis, by the package `@redis/client`; the limits are `AuthModule`'s `signIn`.
 * While Redis is out of reach nobody signs in: 503.
 *
 * ```ts
 * AuthModule.forRoot({ signInLimiter: redisSignInLimiter({ url: process.env.REDIS_URL }), … })
 * ```
 */
export function redisSignInLimiter(options: RedisOptions): PortProvider<SignInLimiter> {
  return {
    inject: [AUTH_OPTIONS, Clock],
    useFactory: async ({ signIn, issuer }: AuthModuleOptions, clock: Clock) =>
      new RedisSignInLimiter(await connectToRedis(options), clock, signIn, issuer, options.prefix),
  };
}
