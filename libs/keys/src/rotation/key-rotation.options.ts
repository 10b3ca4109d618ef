import {
  KEY_PAIR_ALGORITHMS,
  type KeyPairAlgorithm,
  oneOf,
  type OptionRule,
  type OptionRules,
  wholeNumber,
} from '@portcullis/auth/spi';

const DAY = 86_400;

/** The options of keys in the database. Times are in seconds. */
export interface KeyRotationOptions {
  /** The algorithm of new keys. After a change, the next start publishes a key for the new algorithm. */
  readonly algorithm: KeyPairAlgorithm;
  /**
   * How long a key is published before it signs. The instances look for new keys ten times within that time, and other services may
   * cache the published keys for half of it. At least 2.
   * @default 600
   */
  readonly leadSeconds?: number;
  /** How long a key signs before the next key takes over; `false` turns scheduled rotation off. @default 7776000, ninety days */
  readonly rotationSeconds?: number | false;
}

export type CheckedRotationOptions = Readonly<Required<KeyRotationOptions>>;

export const KEY_ROTATION_RULES = {
  algorithm: oneOf(KEY_PAIR_ALGORITHMS, { example: 'ES256' }),
  leadSeconds: wholeNumber({ min: 2, max: DAY, default: 600 }),
  rotationSeconds: {
    allowed: 'a whole number of at least twice leadSeconds, or false',
    example: String(90 * DAY),
    default: 90 * DAY,
    accepts: (value, { leadSeconds = 0 }) =>
      value === false || (Number.isSafeInteger(value) && Number(value) >= 2 * leadSeconds),
  } as OptionRule<number | false, KeyRotationOptions>,
} satisfies OptionRules<KeyRotationOptions>;
