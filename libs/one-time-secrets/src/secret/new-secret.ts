/** What a new secret is for. Times are in seconds. */
export interface NewSecret {
  /** What the secret permits: `password_reset`. A secret of one purpose is invalid at every other. */
  readonly purpose: string;
  /**
   * What the secret is about, by which it is replaced and revoked: the id of a user or of an invitation. `null` for a secret that is
   * about no stored thing, the challenge of a sign-in for example.
   */
  readonly subject: string | null;
  /** What a code is typed together with, an e-mail address in its canonical spelling for example. A code needs it. @default none */
  readonly boundTo?: string;
  /** How long the token is valid. */
  readonly lifetimeSeconds: number;
  /** Asks for a code beside the token, for users who type it. @default no code */
  readonly code?: NewCode;
  /**
   * How many attempts the secret allows: wrong codes, and calls of `attempt`. After the last one the secret is invalid, its token
   * included.
   * @default 3 with a code, else unlimited
   */
  readonly attempts?: number;
  /** Returned when the secret is presented. Stored as JSON, unencrypted. @default null */
  readonly payload?: unknown;
  /**
   * Whether earlier secrets of this purpose and subject stay valid beside this one, as for sign-ins on several devices. By default the
   * newest secret replaces the one before it.
   * @default false
   */
  readonly keepsEarlier?: boolean;
}

export interface NewCode {
  /** How long the code is valid, at most as long as the token. @default 600, or as long as the token if that is shorter (ASVS 6.5.5) */
  readonly lifetimeSeconds?: number;
}

/** A secret as its holder gets it. This is the only time that the token and the code are known. */
export interface IssuedSecret {
  readonly id: string;
  /** 256 random bits in base64url. */
  readonly token: string;
  /** As users see it, `WDJB-MJHT`; `null` if none was asked for. */
  readonly code: string | null;
  /** When the token expires, in milliseconds since the epoch. */
  readonly expiresAt: number;
  /** When the code expires, in milliseconds since the epoch; `null` if there is none. */
  readonly codeExpiresAt: number | null;
}

/** {@link NewSecret}, checked and with its defaults. */
export interface CheckedSecret {
  readonly purpose: string;
  readonly subject: string | null;
  readonly boundTo: string | null;
  readonly lifetimeSeconds: number;
  readonly codeLifetimeSeconds: number | null;
  readonly attempts: number | null;
  readonly payload: string | null;
  readonly keepsEarlier: boolean;
}

const DEFAULT_CODE_LIFETIME_SECONDS = 600;
const DEFAULT_ATTEMPTS = 3;
const MAX_ATTEMPTS = 100;
const MAX_LIFETIME_SECONDS = 366 * 86_400;

/** A row of the index has a purpose and another text, and at most 2,704 bytes. */
const MAX_PURPOSE_LENGTH = 64;
const MAX_TEXT_LENGTH = 512;

/** @throws TypeError that names the member which can't be used */
export function checkedSecret(secret: NewSecret): CheckedSecret {
  const { purpose, subject, boundTo = null, lifetimeSeconds, code, payload = null, keepsEarlier = false } = secret;
  const attempts = secret.attempts ?? (code ? DEFAULT_ATTEMPTS : null);
  const codeLifetimeSeconds = code
    ? (code.lifetimeSeconds ?? Math.min(DEFAULT_CODE_LIFETIME_SECONDS, lifetimeSeconds))
    : null;
  demand(isName(purpose, MAX_PURPOSE_LENGTH), `a purpose of 1 to ${MAX_PURPOSE_LENGTH} characters`);
  demand(subject === null || isName(subject), `a subject of 1 to ${MAX_TEXT_LENGTH} characters, or null`);
  demand(boundTo === null ? !code : isName(boundTo), `boundTo of 1 to ${MAX_TEXT_LENGTH} characters if it has a code`);
  demand(isWhole(lifetimeSeconds, MAX_LIFETIME_SECONDS), `lifetimeSeconds from 1 to ${MAX_LIFETIME_SECONDS}`);
  demand(
    codeLifetimeSeconds === null || isWhole(codeLifetimeSeconds, lifetimeSeconds),
    'code.lifetimeSeconds from 1 to lifetimeSeconds',
  );
  demand(attempts === null || isWhole(attempts, MAX_ATTEMPTS), `attempts from 1 to ${MAX_ATTEMPTS}`);
  return {
    purpose,
    subject,
    boundTo,
    lifetimeSeconds,
    codeLifetimeSeconds,
    attempts,
    payload: payload === null ? null : JSON.stringify(payload),
    keepsEarlier,
  };
}

/** Whether the table can keep and index the text. The empty text is left out: it is what a missing value becomes. */
export function isName(text: unknown, maxLength = MAX_TEXT_LENGTH): text is string {
  return typeof text === 'string' && text !== '' && text.length <= maxLength && !text.includes('\0');
}

function isWhole(value: number, max: number): boolean {
  return Number.isSafeInteger(value) && value >= 1 && value <= max;
}

function demand(condition: boolean, what: string): asserts condition {
  if (!condition) {
    throw new TypeError(`A one-time secret needs ${what}.`);
  }
}
