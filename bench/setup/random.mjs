// @ts-check

/**
 * The same random numbers in every run (xorshift32), so that all runs send the same requests.
 *
 * @param {number} seed not 0
 * @returns {(below: number) => number} a whole number from 0
 */
export function randomOf(seed) {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}
