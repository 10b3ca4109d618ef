import { type AuthModuleOptions, Clock } from '@portcullis/auth';
import {
  AUTH_OPTIONS,
  BudgetedSignInLimiter,
  type PortProvider,
  sharedClock,
  type SignInLimiter,
} from '@portcullis/auth/spi';
import { Database, databaseTime } from '@portcullis/database';
import { PostgresBudgetStore } from './postgres.budget.store.js';

/**
 * Limits on password guessing that all instances share, in PostgreSQL. The limits are `AuthModule`'s option `signIn`. While the database
 * is out of reach, no user can sign in (503). Needs `AuthDatabaseModule`, and `limitsMigrations` among its migrations.
 *
 * ```ts
 * AuthModule.forRoot({ signInLimiter: databaseSignInLimiter(), … })
 * ```
 */
export function databaseSignInLimiter(): PortProvider<SignInLimiter> {
  return {
    inject: [Database, AUTH_OPTIONS, Clock],
    useFactory: async (database: Database, { signIn, issuer }: AuthModuleOptions, own: Clock) => {
      const clock = await sharedClock(own, () => databaseTime(database));
      return new BudgetedSignInLimiter(new PostgresBudgetStore(database), clock, signIn, issuer);
    },
  };
}
