import type { Type } from '@nestjs/common';
import { AcrossCopies } from '../copies/across-copies.decorator.js';
import type { AuthenticatedClient } from '../client/client.repository.js';
import type { RequestOrigin } from '../origin/request-origin.js';
import type { AuthenticatedUser } from '../user/authenticated-user.js';
import type { Authentication } from '../user/authentication.js';

/** A session that goes on, as its grant returns it. */
export interface ContinuedSession {
  /** The `sid` claim of its tokens. */
  readonly id: string;
  /**
   * Continues the session: spends the refresh token and issues its successor, for example. Called once, after all checks and customizers,
   * when only signing is left. So a refused request spends nothing.
   *
   * @returns what the session adds to the token and its response; the `sid` claim is there already
   * @throws AuthError if the session can't go on
   */
  proceed(): TokenCustomization | Promise<TokenCustomization>;
}

/** A token that is about to be issued. */
export interface TokenIssuance {
  /** Authenticated by the grant, and active. */
  readonly user: AuthenticatedUser;
  /** The `sub` claim. */
  readonly subject: string;
  /** RFC 6749, section 4. */
  readonly grantType: string;
  /** Granted to this token. */
  readonly scopes: readonly string[];
  /** How the user was authenticated: now, or when the session that goes on began. */
  readonly authentication: Authentication;
  /** `null` for an anonymous request. */
  readonly client: AuthenticatedClient | null;
  readonly origin: RequestOrigin;
  /** The session that goes on; `null` for a sign-in. */
  readonly session: ContinuedSession | null;
  /** `GrantResult.handover` of the grant; `null` for none. Narrow it by `instanceof`. */
  readonly handover: object | null;
  /** The adapter's own request. */
  readonly request: unknown;
  /** When the sign-in or refresh began, before any password was compared. In milliseconds of `performance.now()`. */
  readonly startedAt: number;
  /**
   * Checks that the user has not changed since they were authenticated, and runs the tasks of `PendingSignIn.whenComplete`, once. A
   * customizer that writes something for the sign-in calls this after its commit, and undoes the write if this rejects. So no change of the
   * user goes unnoticed.
   *
   * @throws OutdatedSignInError if the user was deleted, or their name, activity or password was changed
   * @throws AuthError of a task that refuses the sign-in
   * @throws ServiceUnavailableError
   */
  confirmUser(): Promise<void>;
}

/** Additional claims of a token and members of its response. */
export interface TokenCustomization {
  /** Any claims except those of every token: `iss`, `aud`, `sub`, `iat`, `exp`, `nbf`, `jti`, `scope`, `sub_id`, `amr`, `auth_time`. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Members of the token response (RFC 6749, section 5.1), except those of every response. */
  readonly response?: Readonly<Record<string, unknown>>;
}

/**
 * Adds claims to the access tokens that the token endpoint issues: a tenant, a session. Extend this class and provide it in any module;
 * several are called one after the other, by their `order`.
 */
@AcrossCopies('AccessTokenCustomizer')
export abstract class AccessTokenCustomizer {
  /**
   * Customizers with a lower number are called first. That of `SessionsModule` has 1000, so that a sign-in that another one refuses begins
   * no session.
   * @default 0
   */
  readonly order: number = 0;

  /**
   * A class whose `@ApiProperty()` members are those that the customizer adds to the token response, for the OpenAPI document.
   * @default none
   */
  readonly responseMembers?: Type;

  /**
   * Called once for each token, after its user is authenticated and before it is signed.
   *
   * @throws AuthError to refuse the token
   */
  abstract customize(issuance: TokenIssuance): TokenCustomization | Promise<TokenCustomization>;
}
