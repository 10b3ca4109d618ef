import type { AuthenticatedUser } from '../../user/authenticated-user.js';

/** What a grant has proven, where that is more than a user: an earlier authorization, whose scopes are the most there can be. */
export class ProvenGrant {
  /**
   * @param user active, and proven by the request
   * @param scopes what a token may have of scopes: those, where none is asked for, and never another one (RFC 6749, section 6)
   */
  constructor(
    readonly user: AuthenticatedUser,
    readonly scopes: readonly string[],
  ) {}
}
