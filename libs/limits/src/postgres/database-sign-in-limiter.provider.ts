import { type AuthModuleOptions, Clock } from '@portcullis/auth';
import {
  AUTH_OPTIONS,
  BudgetedSignInLimiter,
  type PortProvider,
  sharedClock,
  type SignInLimiter,
} from '@portcullis/auth/spi';
import { databaseTime } from '@portcullis/database';
import { DataSource } from 'typeorm';
import { PostgresBudgetStore, type PostgresBudgetStoreOptions } from './postgres.budget.store.js';

/**
 * Limits on password guessing that all instances share, in PostgreSQL. The limits are `AuthModule`'s option `signIn`. While the database
 * is out of reach, no user can sign in (503). Needs the host's TypeORM data source with `limitsMigrations` among its migrations.
 *
 * ```ts
 * AuthModule.forRoot({ signInLimiter: databaseSignInLimiter(), … })
 * ```
 */
export function databaseSignInLimiter(options: PostgresBudgetStoreOptions = {}): PortProvider<SignInLimiter> {
  return {
    inject: [DataSource, AUTH_OPTIONS, Clock],
    useFactory: async (dataSource: DataSource, { signIn, issuer }: AuthModuleOptions, own: Clock) => {
      const clock = await sharedClock(own, () => databaseTime(dataSource));
      return new BudgetedSignInLimiter(new PostgresBudgetStore(dataSource, options), clock, signIn, issuer);
    },
  };
}
