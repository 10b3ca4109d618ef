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

/**
 * Times each kind equally often, in random order, so that other load of the machine affects all kinds alike.
 *
 * @returns milliseconds by kind
 */
export async function interleaved<TKind extends string>(
  kinds: Readonly<Record<TKind, () => Promise<unknown>>>,
  rounds: number,
): Promise<Record<TKind, number[]>> {
  const names = Object.keys(kinds) as TKind[];
  const samples = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<TKind, number[]>;
  for (let round = 0; round < rounds; round += 1) {
    for (const name of shuffled(names)) {
      const start = performance.now();
      await kinds[name]();
      samples[name].push(performance.now() - start);
    }
  }
  return samples;
}

function shuffled<T>(values: readonly T[]): T[] {
  const rest = [...values];
  return values.map(() => rest.splice(Math.floor(Math.random() * rest.length), 1)[0]!);
}
