import { randomBytes } from 'node:crypto';
import { NoEventPublisher, SystemClock } from '@portcullis/auth';
import { SessionEvents, Sessions, TypeOrmSessionStore } from '@portcullis/sessions';
import { type RegisteredUser, TypeOrmUserRepository, UserAdministration, UserDirectory } from '@portcullis/users';
import type { DataSource } from 'typeorm';
import { readSettings, type Settings } from '../config/settings.js';
import { EndSessions } from '../users/end-sessions.js';
import { unlock } from './unlock.js';
import { withDataSource } from './with-data-source.js';

export interface People {
  readonly directory: UserDirectory;
  readonly administration: UserAdministration;
  readonly unlock: (username: string) => Promise<RegisteredUser>;
}

/** Does the work with the people of the database that the service uses. */
export function withPeople<T>(work: (people: People) => Promise<T>): Promise<T> {
  // Nothing is signed here, so that the secret is nobody's business: neither a missing nor a weak one.
  const settings = readSettings({ ...process.env, AUTH_JWT_SECRET: randomBytes(32).toString('hex') });
  return withDataSource(settings, (dataSource) =>
    work({
      directory: new UserDirectory(dataSource),
      administration: new UserAdministration(dataSource, endSessions(dataSource, settings)),
      unlock: (username) => unlock(username, dataSource, settings),
    }),
  );
}

/** What the service does when somebody is shut out, but that nobody listens here: docs/operations.md says so. */
function endSessions(dataSource: DataSource, { tokenSubject }: Settings): EndSessions {
  const clock = new SystemClock();
  const events = new SessionEvents(new NoEventPublisher(), clock);
  const sessions = new Sessions(new TypeOrmSessionStore(dataSource, clock), events);
  return new EndSessions(sessions, new TypeOrmUserRepository(dataSource, { subject: tokenSubject }));
}
