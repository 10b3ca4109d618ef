import type { InactiveUserStatus } from './errors/problem-of.js';
import { oneOf, optional, type OptionRules, wholeNumber } from './options/option-rule.js';

/** The common options of `AuthModule` and `ResourceServerModule`. Names are those of the specifications; times are in seconds. */
export interface CommonOptions {
  /** `iss` of the tokens: the URL of the issuer. */
  readonly issuer: string;
  /** `aud` of the tokens: the API that accepts them. */
  readonly audience: string;
  /**
   * `'refuse'` stops the application at start if a route is neither guarded nor `@Public()`.
   * @default 'refuse' if `JwtAuthGuard` is a global guard, else 'allow'
   */
  readonly unguardedRoutes?: 'allow' | 'refuse';
  /** The protection space named in `WWW-Authenticate`. @default 'portcullis' */
  readonly realm?: string;
  /**
   * The status of a request with a valid token of a deactivated user: 400, 401 or 403. nginx's `auth_request` accepts only 401 and 403.
   * @default 400
   */
  readonly inactiveUserStatus?: InactiveUserStatus;
  /**
   * The number of seconds after which a socket, a subscription or a streamed response is closed at the latest, once its token has
   * expired, its session has ended or its user was deactivated. At most 3600.
   * @default 10
   */
  readonly socketCheckSeconds?: number;
  /**
   * How many verified signatures are cached, with some 1.5 KB each; 0 for none. Key, time, user and checks are read on every request.
   * @default 10000
   */
  readonly checkedSignatures?: number;
}

export interface AccessTokenOptions extends CommonOptions {
  /** The lifetime of an access token. @default 1800 */
  readonly accessTokenTtl?: number;
}

export interface PasswordOptions {
  /** The work factor of bcrypt, 4 to 30. @default 12 */
  readonly cost?: number;
  /**
   * The highest work factor of a stored hash that is verified. A hash above it matches no password.
   * @default `cost` + 4, at least 12, at most 16, and never below `cost`
   */
  readonly maxVerifiedCost?: number;
  /**
   * Whether a successful sign-in replaces a stored hash with a lower work factor than `cost`. Needs `replacePasswordHash` of the
   * `UserRepository`.
   * @default true
   */
  readonly rehash?: boolean;
  /** The minimal length of a new password, in code points. @default 8 */
  readonly minLength?: number;
  /** Words that a new password must not consist of, such as the name of the product. @default ['portcullis'] */
  readonly forbiddenWords?: readonly string[];
}

export const DEFAULT_REALM = 'portcullis';

/** In seconds, as in the FastAPI design. */
export const DEFAULT_ACCESS_TOKEN_TTL = 30 * 60;

/** The options, checked. */
export const AUTH_OPTIONS = Symbol('AuthModuleOptions');

/** What stays open for longer is as good as never closed. */
const MAX_SOCKET_CHECK_SECONDS = 3600;

/** The rules of the options that every `AuthModule` and `ResourceServerModule` has. Defaults are set by their readers. */
export const COMMON_RULES = {
  socketCheckSeconds: optional({
    allowed: `a number above 0, at most ${MAX_SOCKET_CHECK_SECONDS}`,
    example: '10',
    accepts: (value) => typeof value === 'number' && value > 0 && value <= MAX_SOCKET_CHECK_SECONDS,
  }),
  checkedSignatures: optional(wholeNumber({ min: 0, example: 10_000 })),
  inactiveUserStatus: optional(oneOf([400, 401, 403], { example: 403 })),
  unguardedRoutes: optional(oneOf(['allow', 'refuse'], { example: 'refuse' })),
} satisfies OptionRules<CommonOptions>;
