import { randomBytes, randomInt } from 'node:crypto';
import type { AuthenticatedUser, Role } from '@portcullis/auth';
import { demandArgument, demandNames, isRecord } from './argument-check.js';
import { withMembers } from './with-members.js';

/** The password of the users that the kit creates, unless the test sets another. */
export const TEST_PASSWORD = 'the password of a test user';

/** What a test sets for a new user; every member has a default. */
export type NewTestUser<TUser extends AuthenticatedUser = AuthenticatedUser> = Partial<Omit<TUser, 'roles'>> & {
  /** @default none */
  readonly roles?: readonly Role[];
  /** `null` for a user without a password. @default TEST_PASSWORD */
  readonly password?: string | null;
};

/** What every user has. Whether the address is verified is up to the factory and the test. */
export type BasicTestUser = Required<Omit<AuthenticatedUser, 'emailVerified'>>;

/**
 * Makes one of the host's own users out of what every user has.
 *
 * @param person with an id and a name that no other test has, in this worker or another, in this run or another
 * @param number for an id that has to be one: positive, within a PostgreSQL `integer`, drawn from where a table's own
 *   sequence does not get
 */
export type TestUserFactory<TUser extends AuthenticatedUser = AuthenticatedUser> = (
  person: BasicTestUser,
  number: number,
) => TUser;

const FACTORY = 'TestAuth.of(app, (user) => ({ ...user, department: … }))';

const PREFIX = `${process.env['JEST_WORKER_ID'] ?? '0'}-${randomBytes(5).toString('hex')}`;
let lastNumber = randomInt(1_000_000_000, 2_000_000_000);

/** A user with an id and a name of its own. */
export function newTestUser<TUser extends AuthenticatedUser>(
  factory: TestUserFactory<TUser>,
  traits: Partial<TUser>,
): TUser {
  lastNumber += 1;
  const name = `${PREFIX}-${lastNumber}`;
  const person = { id: name, username: `user-${name}`, isActive: true, roles: [] };
  const made: unknown = factory(withMembers<BasicTestUser>(person, traits), lastNumber);
  demandArgument(isRecord(made), 'The factory of TestAuth.of() returns a user', made, FACTORY);
  const user = withMembers(made as TUser, traits);
  demandArgument(
    isRecord(user) && isUser(user),
    'createUser() makes a user with an id, a username that is not empty, and isActive',
    user,
    `createUser({ username: 'alice' }), or ${FACTORY}`,
  );
  demandNames('roles of createUser()', user.roles, "createUser({ roles: ['admin'] })");
  return user;
}

function isUser({ id, username, isActive }: Readonly<Record<string, unknown>>): boolean {
  const hasId = typeof id === 'string' || typeof id === 'number';
  return hasId && typeof username === 'string' && username !== '' && typeof isActive === 'boolean';
}
