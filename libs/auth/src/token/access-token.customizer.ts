import type { AuthenticatedUser } from '../user/authenticated-user.js';

/** A token that is about to be issued: for whom, and by what request. */
export interface TokenIssuance {
  /** Proven by the grant, and active. */
  readonly user: AuthenticatedUser;
  /** The `sub` claim. */
  readonly subject: string;
  /** RFC 6749, section 4. */
  readonly grantType: string;
  /** Granted to this token. */
  readonly scopes: readonly string[];
  /** The adapter's own request at the token endpoint. */
  readonly request: unknown;
}

/** What is added to a token, and to the answer that it is in. */
export interface TokenCustomization {
  /** None of those that every token has: `iss`, `aud`, `sub`, `iat`, `exp`, `jti`, `scope`. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Members of the token response (RFC 6749, section 5.1) beside those that every one has. */
  readonly response?: Readonly<Record<string, unknown>>;
}

/**
 * Adds claims to the access tokens that the token endpoint issues: a tenant, a session. One of the hinges: extend it, and make it
 * a provider of any module; several are asked one after the other.
 */
export abstract class AccessTokenCustomizer {
  /**
   * Asked once for each token, after its user has been proven and before it is signed. What it throws is the answer.
   *
   * @throws AuthError where no token may be issued
   */
  abstract customize(issuance: TokenIssuance): TokenCustomization | Promise<TokenCustomization>;
}
