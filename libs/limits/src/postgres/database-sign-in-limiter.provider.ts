import {
  AUTH_OPTIONS,
  type AuthModuleOptions,
  BudgetedSignInLimiter,
  Clock,
  type PortProvider,
  type SignInLimiter,
} from '@portcullis/auth';
import { DataSource } from 'typeorm';
import { PostgresBudgetStore, type PostgresBudgetStoreOptions } from './postgres.budget.store.js';

/**
 * Limits on guessing that all instances share, in PostgreSQL. Wants the host's TypeORM data source, with `limitsMigrations` among
 * its migrations; the limits are `AuthModule`'s `signIn`. While the database is out of reach nobody signs in: 503.
 *
 * ```ts
 * AuthModule.forRoot({ signInLimiter: databaseSignInLimiter(), … })
 * ```
 */
export function databaseSignInLimiter(options: PostgresBudgetStoreOptions = {}): PortProvider<SignInLimiter> {
  return {
    inject: [DataSource, AUTH_OPTIONS, Clock],
    useFactory: (dataSource: DataSource, { signIn, issuer }: AuthModuleOptions, clock: Clock) =>
      new BudgetedSignInLimiter(new PostgresBudgetStore(dataSource, options), clock, signIn, issuer),
  };
}
