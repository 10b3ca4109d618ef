// @ts-check

/** @param {readonly number[]} values at least one */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (Number(sorted[Math.floor(middle)]) + Number(sorted[Math.ceil(middle)])) / 2;
}

/**
 * The median of the ratios within each round, because the speed of the machine changes between rounds.
 *
 * @param {readonly number[]} values
 * @param {readonly number[]} others
 */
export function medianRatio(values, others) {
  return median(values.map((value, round) => value / Number(others[round])));
}
