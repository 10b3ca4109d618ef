import { Accounts } from '@portcullis/auth';
import { AccountConsequence, DomainEvents, EventListeners, NoEventPublisher, SystemClock } from '@portcullis/auth/spi';
import { TypeOrmDatabase } from '@portcullis/database';
import { PostgresAccountStore } from '@portcullis/users';
import type { DataSource } from 'typeorm';

class NoConsequence extends AccountConsequence {
  async follow(): Promise<void> {}
}

/** The `Accounts` of a database, without an application. */
export function accountsOf(
  dataSource: DataSource,
  { store = new PostgresAccountStore(new TypeOrmDatabase(dataSource)) }: { store?: PostgresAccountStore } = {},
) {
  const listeners = new EventListeners({ getProviders: () => [] });
  const events = new DomainEvents(new NoEventPublisher(), new SystemClock(), listeners);
  return new Accounts(store, new NoConsequence(), events);
}
