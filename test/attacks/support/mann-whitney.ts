/**
 * The probability that a value of one sample is greater than a value of the other; ties count half (the Mann-Whitney test). 0.5 means that
 * the samples can't be distinguished, 0 or 1 that every value identifies its sample.
 */
export function areaUnderCurve(one: readonly number[], other: readonly number[]): number {
  let greater = 0;
  for (const value of one) {
    for (const opponent of other) {
      greater += value > opponent ? 1 : value === opponent ? 0.5 : 0;
    }
  }
  return greater / (one.length * other.length);
}

/** Milliseconds of some clock. */
export type Stopwatch = () => number;

export const wallTime: Stopwatch = () => performance.now();

/** The time for which this process and its threads have computed. Waits for a processor do not count. */
export const processorTime: Stopwatch = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

/**
 * Times each kind equally often, in random order, so that other load of the machine affects all kinds alike.
 *
 * @returns milliseconds by kind
 */
export async function interleaved<TKind extends string>(
  kinds: Readonly<Record<TKind, () => Promise<unknown>>>,
  rounds: number,
  now: Stopwatch = wallTime,
): Promise<Record<TKind, number[]>> {
  const names = Object.keys(kinds) as TKind[];
  const samples = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<TKind, number[]>;
  for (let round = 0; round < rounds; round += 1) {
    for (const name of shuffled(names)) {
      const start = now();
      await kinds[name]();
      samples[name].push(now() - start);
    }
  }
  return samples;
}

export interface Sampling<TKind extends string> {
  /** Samples of each kind that are taken at once. */
  readonly rounds: number;
  /** The largest number of samples of each kind. */
  readonly maxRounds: number;
  /** @default wallTime */
  readonly now?: Stopwatch;
  /** What the samples are expected to show. */
  readonly holds: (samples: Readonly<Record<TKind, readonly number[]>>) => boolean;
}

/**
 * Times each kind until the samples show what is expected: more samples correct chance and other load of the machine, and confirm
 * a real difference.
 *
 * @returns milliseconds by kind
 */
export async function sampled<TKind extends string>(
  kinds: Readonly<Record<TKind, () => Promise<unknown>>>,
  { rounds, maxRounds, now = wallTime, holds }: Sampling<TKind>,
): Promise<Record<TKind, number[]>> {
  const samples = await interleaved(kinds, rounds, now);
  for (let taken = rounds; taken < maxRounds && !holds(samples); taken += rounds) {
    const more = await interleaved(kinds, rounds, now);
    for (const kind of Object.keys(kinds) as TKind[]) {
      samples[kind].push(...more[kind]);
    }
  }
  return samples;
}

function shuffled<T>(values: readonly T[]): T[] {
  const rest = [...values];
  return values.map(() => rest.splice(Math.floor(Math.random() * rest.length), 1)[0]!);
}
