import { type AuthModuleOptions, Clock } from '@portcullis/auth';
import { AUTH_OPTIONS, type PortProvider, sharedClock, type SignInLimiter } from '@portcullis/auth/spi';
import { connectToRedis, type RedisOptions, redisTime } from './redis-connection.js';
import { RedisSignInLimiter } from './redis.sign-in-limiter.js';

/**
 * Limits on password guessing that all instances share, in Redis. The limits are `AuthModule`'s option `signIn`. While Redis is out of
 * reach, no user can sign in (503). Needs the package `@redis/client`.
 *
 * ```ts
 * AuthModule.forRoot({ signInLimiter: redisSignInLimiter({ url: process.env.REDIS_URL }), … })
 * ```
 */
export function redisSignInLimiter(options: RedisOptions): PortProvider<SignInLimiter> {
  return {
    inject: [AUTH_OPTIONS, Clock],
    useFactory: async ({ signIn, issuer }: AuthModuleOptions, own: Clock) => {
      const redis = await connectToRedis(options);
      const clock = await sharedClock(own, () => redisTime(redis));
      return new RedisSignInLimiter(redis, clock, signIn, issuer, options.prefix);
    },
  };
}
