import type { AuthenticatedUser } from './authenticated-user.js';

/** Who is calling, and with what: the user as the store has them now, and the scopes that their token was granted. */
export interface Principal<TUser extends AuthenticatedUser = AuthenticatedUser> {
  readonly user: TUser;
  readonly scopes: ReadonlySet<string>;
}
