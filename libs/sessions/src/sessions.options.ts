import { checkedClients, type DeclaredClient } from './clients/declared-client.js';

/** What a host decides. Times are in seconds. */
export interface SessionsModuleOptions {
  /**
   * Marks the refresh tokens as this service's own, by a key derived from it. At least 32 bytes, or the start stops. With
   * another one than before, everybody has to sign in again.
   * @default `AuthModule`'s
   */
  readonly secret?: string;
  /** How long a session lasts from one refresh to the next. @default 1209600, two weeks */
  readonly idleTtl?: number;
  /** How long a session lasts however much it is used. @default 7776000, ninety days */
  readonly absoluteTtl?: number;
  /**
   * For how long a refresh token that was just exchanged gets the same successor again: for clients that ask twice at once, or
   * lose an answer. What comes later is reuse, and ends the session. 0 for not at all.
   * @default 10
   */
  readonly graceSeconds?: number;
  /** The programs that prove themselves by a secret, to give tokens back or to ask what they are worth. @default [] */
  readonly clients?: readonly DeclaredClient[];
  /** How often sessions that are over are forgotten; 0 for never. It makes room, and changes no answer. @default 3600 */
  readonly purgeInterval?: number;
  /**
   * Whether the statements of every request, sign-in and refresh are named prepared statements. `false` for a pooler in
   * transaction mode that does not keep track of them, like PgBouncer before 1.21.
   * @default true
   */
  readonly preparedStatements?: boolean;
}

export type CheckedSessionsOptions = Readonly<Required<SessionsModuleOptions>>;

/** The options, checked and whole. */
export const SESSIONS_OPTIONS = Symbol('SessionsModuleOptions');

const MIN_SECRET_BYTES = 32;

/** Whoever takes a token has this long to use it beside its owner, unnoticed. */
const MAX_GRACE_SECONDS = 300;

const DAY = 86_400;

/** What a timer can be set to. */
const MAX_PURGE_INTERVAL_SECONDS = 7 * DAY;

/** @throws Error that names what is wrong, and shows the line to write */
export function checkedOptions(options: SessionsModuleOptions): CheckedSessionsOptions {
  const {
    secret,
    idleTtl = 14 * DAY,
    absoluteTtl = 90 * DAY,
    graceSeconds = 10,
    clients = [],
    purgeInterval = 3_600,
    preparedStatements = true,
  } = options ?? {};
  demand(
    secret !== undefined && Buffer.byteLength(secret) >= MIN_SECRET_BYTES,
    `secret of at least ${MIN_SECRET_BYTES} bytes`,
    'secret: process.env.AUTH_SECRET',
  );
  demand(isPositive(idleTtl), 'idleTtl in whole seconds', 'idleTtl: 1209600');
  demand(
    isPositive(absoluteTtl) && absoluteTtl >= idleTtl,
    'absoluteTtl in whole seconds, not below idleTtl',
    'absoluteTtl: 7776000',
  );
  demand(
    Number.isSafeInteger(graceSeconds) && graceSeconds >= 0 && graceSeconds <= MAX_GRACE_SECONDS,
    `graceSeconds from 0 to ${MAX_GRACE_SECONDS}`,
    'graceSeconds: 10',
  );
  demand(
    Number.isSafeInteger(purgeInterval) && purgeInterval >= 0 && purgeInterval <= MAX_PURGE_INTERVAL_SECONDS,
    `purgeInterval from 0 to ${MAX_PURGE_INTERVAL_SECONDS}`,
    'purgeInterval: 3600',
  );
  return {
    secret,
    idleTtl,
    absoluteTtl,
    graceSeconds,
    clients: checkedClients(clients),
    purgeInterval,
    preparedStatements,
  };
}

function isPositive(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}

function demand(condition: boolean, what: string, example: string): asserts condition {
  if (!condition) {
    throw new Error(`SessionsModule needs the option ${what}. Write: SessionsModule.forRoot({ ${example}, … })`);
  }
}
