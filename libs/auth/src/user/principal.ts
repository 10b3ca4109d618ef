import type { AuthenticatedUser } from './authenticated-user.js';
import type { Authentication } from './authentication.js';

/** The credential that authenticated a caller. */
export interface Credential {
  /** The name of its `CredentialScheme`: `access_token`, … */
  readonly scheme: string;
  /** Details of the scheme, such as the id of an API key. */
  readonly [detail: string]: unknown;
}

/** The caller of a request: the user as the repository reads it now, and the contents of the credential. */
export interface Principal<TUser extends AuthenticatedUser = AuthenticatedUser> {
  readonly user: TUser;
  /** The scopes that the credential was granted. */
  readonly scopes: ReadonlySet<string>;
  /** All claims of a verified token (RFC 7519, section 4); empty for a credential without claims. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** The sign-in that the credential comes from; `null` if it is unknown. */
  readonly authentication: Authentication | null;
  readonly credential: Credential;
}

const NO_SCOPES: ReadonlySet<string> = new Set();
const NO_CLAIMS: Readonly<Record<string, unknown>> = Object.freeze({});
const UNKNOWN_CREDENTIAL: Credential = Object.freeze({ scheme: 'unknown' });

/** The principal of a user whose credential is unknown: without scopes, claims and sign-in. */
export function principalOfUser<TUser extends AuthenticatedUser>(user: TUser): Principal<TUser> {
  return { user, scopes: NO_SCOPES, claims: NO_CLAIMS, authentication: null, credential: UNKNOWN_CREDENTIAL };
}
