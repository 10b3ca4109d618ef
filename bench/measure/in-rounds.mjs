// @ts-check

/**
 * Measures all in turn, round after round, so that other load on the machine affects all alike.
 *
 * @template TWhat, TResult
 * @param {number} rounds
 * @param {readonly TWhat[]} all
 * @param {(what: TWhat, round: number) => Promise<TResult>} measure
 * @returns {Promise<Map<TWhat, TResult[]>>} in the order of the rounds
 */
export async function inRounds(rounds, all, measure) {
  /** @type {Map<TWhat, TResult[]>} */
  const results = new Map(all.map((what) => [what, []]));
  for (let round = 0; round < rounds; round++) {
    for (const what of round % 2 === 0 ? all : all.toReversed()) {
      results.get(what)?.push(await measure(what, round));
    }
  }
  return results;
}
