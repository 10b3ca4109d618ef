import { checkedSignInOptions, type SignInOptions } from './authentication/guessing/sign-in.options.js';
import type { Role } from './authorization/catalogue.js';
import type { HashingQueueOptions } from './password/hashing-queue.js';
import type { HashingThreadsOptions } from './password/threads/hashing-threads.js';
import type { ScopeCatalogue } from './token/scope-catalogue.js';

/** What guards go by, whoever issues the tokens. Names are those of the specifications; times are in seconds. */
export interface GuardOptions {
  /** `iss` of the tokens: the URL under which this service is known. */
  readonly issuer: string;
  /** `aud` of the tokens: the API that they are for. */
  readonly audience: string;
  /**
   * The scopes that can be asked for, each with the sentence that describes it, or with who may be granted it too. A route
   * that asks for another one stops the start.
   * @default none, and routes may ask for any
   */
  readonly scopes?: ScopeCatalogue;
  /**
   * The roles that there are. A route that asks for another one stops the start.
   * @default routes may ask for any
   */
  readonly roles?: readonly Role[];
  /**
   * What becomes of a route that is neither guarded nor `@Public()`: with `'refuse'` it stops the start.
   * @default 'refuse' where `JwtAuthGuard` is bound for the whole application, else 'allow'
   */
  readonly unguardedRoutes?: 'allow' | 'refuse';
  /** The protection space named in `WWW-Authenticate`. @default 'portcullis' */
  readonly realm?: string;
  /** The longest that a socket or subscription outlives its token, or its user's being active. @default 10 */
  readonly socketCheckSeconds?: number;
  /**
   * Of how many tokens it is remembered that their signature was good. Of each of them everything else is asked anew on every
   * request: key, time, user, checks. Some 1.5 KB each; 0 for none.
   * @default 10000
   */
  readonly checkedSignatures?: number;
}

/** What a host decides that signs people in itself. */
export interface AuthModuleOptions extends GuardOptions {
  /** Signs the tokens (HS256). At least 32 bytes, or the start stops. */
  readonly secret: string;
  /** How long an access token is good for. @default 1800 */
  readonly accessTokenTtl?: number;
  readonly password?: PasswordOptions;
  /** The queue before the password hasher, and bcrypt's threads behind it. A limit that can't be one stops the start. */
  readonly hashing?: HashingQueueOptions & HashingThreadsOptions;
  /** How often passwords may be guessed. */
  readonly signIn?: SignInOptions;
}

export interface PasswordOptions {
  /** The work factor of bcrypt, 4 to 30. @default 12 */
  readonly cost?: number;
  /** In code points. @default 8 */
  readonly minLength?: number;
  /** Words that nobody may take for a password, the product's name say. @default ['portcullis'] */
  readonly forbiddenWords?: readonly string[];
}

/** In seconds, as in the FastAPI design. */
export const DEFAULT_ACCESS_TOKEN_TTL = 30 * 60;

/** The options, checked. */
export const AUTH_OPTIONS = Symbol('AuthModuleOptions');

/** What stays open for longer is as good as never closed. */
const MAX_SOCKET_CHECK_SECONDS = 3600;

const EXAMPLES = { issuer: "'https://hr.example.com'", audience: "'hr'", secret: 'process.env.AUTH_SECRET' } as const;

/** @throws Error that names what is missing, and shows the line to write */
export function checkedOptions(options: AuthModuleOptions): AuthModuleOptions {
  demandText('AuthModule', options, EXAMPLES);
  const { accessTokenTtl = 1 } = options;
  if (!Number.isSafeInteger(accessTokenTtl) || accessTokenTtl < 1) {
    throw new Error(
      'AuthModule needs accessTokenTtl in whole seconds. Write: AuthModule.forRoot({ accessTokenTtl: 1800, … })',
    );
  }
  demandSocketCheck('AuthModule', options);
  checkedSignInOptions(options.signIn);
  demandCheckedSignatures('AuthModule', options);
  return options;
}

/** @throws Error that names the option which is missing, and shows the line to write */
export function demandText(
  module: string,
  options: object | undefined,
  examples: Readonly<Record<string, string>>,
): void {
  for (const [name, example] of Object.entries(examples)) {
    const value: unknown = Reflect.get(options ?? {}, name);
    if (typeof value !== 'string' || value === '') {
      throw new Error(`${module} needs the option ${name}. Write: ${module}.forRoot({ ${name}: ${example}, … })`);
    }
  }
}

/** @throws Error where a socket could outlive its token for longer than anybody may want */
export function demandSocketCheck(module: string, { socketCheckSeconds = 1 }: GuardOptions): void {
  if (!(socketCheckSeconds > 0 && socketCheckSeconds <= MAX_SOCKET_CHECK_SECONDS)) {
    throw new Error(
      `${module} needs socketCheckSeconds above 0, at most ${MAX_SOCKET_CHECK_SECONDS}. ` +
        `Write: ${module}.forRoot({ socketCheckSeconds: 10, … })`,
    );
  }
}

/** @throws Error where it is no number of tokens */
export function demandCheckedSignatures(module: string, { checkedSignatures = 0 }: GuardOptions): void {
  if (!Number.isSafeInteger(checkedSignatures) || checkedSignatures < 0) {
    throw new Error(
      `${module} needs checkedSignatures as a whole number, 0 for none. ` +
        `Write: ${module}.forRoot({ checkedSignatures: 10000, … })`,
    );
  }
}
