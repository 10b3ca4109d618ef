import { KEY_PAIR_ALGORITHMS, type KeyPairAlgorithm } from '@portcullis/auth';

const DAY = 86_400;

/** What a host decides about its keys. Times are in seconds. */
export interface KeyRotationOptions {
  /** What new keys are for. With another one than before, the next start publishes a key for it. */
  readonly algorithm: KeyPairAlgorithm;
  /**
   * For how long a key is published before it signs. The instances look for new keys ten times in that time, and whoever
   * reads the published ones may go by them for half of it. At least 2.
   * @default 600
   */
  readonly leadSeconds?: number;
  /** From one key's first signature to the next one's; `false` for never by itself. @default 7776000, ninety days */
  readonly rotationSeconds?: number | false;
}

export type CheckedRotationOptions = Readonly<Required<KeyRotationOptions>>;

/** @throws Error that names what is wrong, and shows the line to write */
export function checkedRotationOptions(options: KeyRotationOptions): CheckedRotationOptions {
  const { algorithm, leadSeconds = 600, rotationSeconds = 90 * DAY } = options;
  demand(
    KEY_PAIR_ALGORITHMS.includes(algorithm),
    `algorithm of ${KEY_PAIR_ALGORITHMS.join(', ')}`,
    "algorithm: 'ES256'",
  );
  demand(
    Number.isSafeInteger(leadSeconds) && leadSeconds >= 2 && leadSeconds <= DAY,
    `leadSeconds from 2 to ${DAY}`,
    'leadSeconds: 600',
  );
  demand(
    rotationSeconds === false || (Number.isSafeInteger(rotationSeconds) && rotationSeconds >= 2 * leadSeconds),
    'rotationSeconds of at least twice leadSeconds, or false',
    'rotationSeconds: 7776000',
  );
  return { algorithm, leadSeconds, rotationSeconds };
}

function demand(condition: boolean, what: string, example: string): void {
  if (!condition) {
    throw new Error(`databaseKeyRing needs the option ${what}. Write: databaseKeyRing({ ${example}, … })`);
  }
}
