/** How often passwords may be guessed. Times are in seconds. */
export interface SignInOptions {
  /** Wrong passwords in a row for one account, from devices that it was never signed in on, without a wait. @default 10 */
  readonly freeAttempts?: number;
  /** The wait after these; it doubles with each attempt that follows. @default 1 */
  readonly firstDelay?: number;
  /** The longest wait between two attempts. @default 900 */
  readonly maxDelay?: number;
  /**
   * Wrong passwords in a row for one account; then these devices have to stay out, until its owner signs in on another one, an
   * operator unlocks it, or `forgetAfter` has passed. NIST SP 800-63B-4 allows 100.
   * @default 100
   */
  readonly maxAttempts?: number;
  /** How long after the last one the attempts for an account are forgotten; not below `maxDelay`. @default 2592000, thirty days */
  readonly forgetAfter?: number;
  /** Wrong passwords from one address (of IPv6 from one network of 64 bits), for whatever names, in `addressWindow`. @default 1000 */
  readonly attemptsPerAddress?: number;
  /** @default 900 */
  readonly addressWindow?: number;
  /**
   * For how long a device on which somebody has signed in keeps a budget of its own for that account, which nobody else can use
   * up; it is recognised by a cookie. `false` for none.
   * @default 7776000, ninety days
   */
  readonly deviceLifetime?: number | false;
}

export type CheckedSignInOptions = Readonly<Required<SignInOptions>>;

const DAY = 86_400;

/** More waits than one can count; and less than what makes dates that PostgreSQL or a browser can't hold. */
const MAX = 1_000_000_000;

const DEFAULTS = {
  freeAttempts: 10,
  firstDelay: 1,
  maxDelay: 900,
  maxAttempts: 100,
  forgetAfter: 30 * DAY,
  attemptsPerAddress: 1_000,
  addressWindow: 900,
  deviceLifetime: 90 * DAY,
} as const satisfies CheckedSignInOptions;

/** @throws Error that names what is wrong, and shows the line to write */
export function checkedSignInOptions(options: SignInOptions = {}): CheckedSignInOptions {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const checked: CheckedSignInOptions = { ...DEFAULTS, ...Object.fromEntries(given) };
  for (const name of Object.keys(DEFAULTS) as (keyof typeof DEFAULTS)[]) {
    const value = checked[name];
    const isOff = name === 'deviceLifetime' && value === false;
    demand(isOff || isCount(value), `${name} as a whole number from 1`, `${name}: ${DEFAULTS[name]}`);
  }
  const { firstDelay, maxDelay, forgetAfter } = checked;
  demand(maxDelay >= firstDelay, 'maxDelay not below firstDelay', `maxDelay: ${firstDelay}`);
  demand(forgetAfter >= maxDelay, 'forgetAfter not below maxDelay', `forgetAfter: ${maxDelay}`);
  return checked;
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 && value <= MAX;
}

function demand(condition: boolean, what: string, example: string): asserts condition {
  if (!condition) {
    throw new Error(
      `AuthModule needs in signIn the option ${what}. Write: AuthModule.forRoot({ signIn: { ${example} }, … })`,
    );
  }
}
