import { checkedOptions, type OptionRules, type Secret, secretRule, wholeNumber } from '@portcullis/auth/spi';

/** Times are in seconds. */
export interface SessionsModuleOptions {
  /**
   * Refresh tokens have a MAC by a key derived from it. A shorter secret than 32 bytes stops the application at start. With a list, new
   * tokens use the first secret, and tokens of the other secrets are still accepted.
   * @default `AuthModule`'s
   */
  readonly secret?: Secret;
  /** How long a session lasts from one refresh to the next. @default 1209600, two weeks */
  readonly idleTtl?: number;
  /** How long a session lasts at most. @default 7776000, ninety days */
  readonly absoluteTtl?: number;
  /**
   * How long a refresh token that was exchanged still gets the same successor, for clients that send a request twice or lose a
   * response. Any later use ends the session. 0 turns this off.
   * @default 10
   */
  readonly graceSeconds?: number;
  /**
   * How many living sessions a user may have. Beyond that, the least recently used session ends (`session_limit`).
   * @default 100
   */
  readonly sessionsPerUser?: number;
  /** How often sessions that are over are deleted; 0 for never. Changes no response. @default 3600 */
  readonly purgeInterval?: number;
}

export type CheckedSessionsOptions = Readonly<Required<SessionsModuleOptions>>;

/** Injects the checked options, with defaults. */
export const SESSIONS_OPTIONS = Symbol('SessionsModuleOptions');

/** Reuse of a stolen token is not detected within the grace window, so it must be short. */
const MAX_GRACE_SECONDS = 300;

/** This many sessions are counted and ended within milliseconds. */
const MAX_SESSIONS_PER_USER = 1_000;

const DAY = 86_400;

/** Well below the longest delay of a timer. */
const MAX_PURGE_INTERVAL_SECONDS = 7 * DAY;

const RULES = {
  secret: secretRule,
  idleTtl: wholeNumber({ default: 14 * DAY }),
  absoluteTtl: wholeNumber({ default: 90 * DAY, notBelow: 'idleTtl' }),
  graceSeconds: wholeNumber({ min: 0, max: MAX_GRACE_SECONDS, default: 10 }),
  sessionsPerUser: wholeNumber({ max: MAX_SESSIONS_PER_USER, default: 100 }),
  purgeInterval: wholeNumber({ min: 0, max: MAX_PURGE_INTERVAL_SECONDS, default: 3_600 }),
} satisfies OptionRules<SessionsModuleOptions>;

/** @throws Error with a sentence for each option that can't be used */
export function checkedSessionsOptions(options: SessionsModuleOptions): CheckedSessionsOptions {
  return checkedOptions('SessionsModule', options, RULES);
}
