import { Accounts, PasswordHasher } from '@portcullis/auth';
import {
  AccountConsequence,
  DomainEvents,
  EventListeners,
  NoEventPublisher,
  PasswordPolicy,
  SystemClock,
} from '@portcullis/auth/spi';
import type { Database } from '@portcullis/database';
import { PostgresAccountStore, RegistrationService } from '@portcullis/users';

class NoConsequence extends AccountConsequence {
  async follow(): Promise<void> {}
}

/** The `Accounts` of a database, without an application. */
export function accountsOf(database: Database) {
  const listeners = new EventListeners({ getProviders: () => [] });
  const events = new DomainEvents(new NoEventPublisher(), new SystemClock(), listeners);
  return new Accounts(new PostgresAccountStore(database), new NoConsequence(), events);
}

/** As fast as possible, so that a race happens in the database. */
class PlainHasher extends PasswordHasher {
  readonly decoyHash = '';
  recognises = () => true;
  hash = async () => 'a hash';
  verify = async () => false;
}

/** The registration of a database, without an application. */
export function registrationsOf(database: Database): RegistrationService {
  return new RegistrationService(database, accountsOf(database), new PasswordPolicy(), new PlainHasher());
}
