// @ts-check

/** @param {number} value */
export function whole(value) {
  return Math.round(value).toLocaleString('en-US');
}

/** @param {number} ratio */
export function percent(ratio) {
  return `${(ratio * 100).toFixed(ratio < 1.1 ? 1 : 0)}%`;
}

/** @param {number} ratio */
export function times(ratio) {
  return `${ratio.toFixed(ratio < 10 ? 2 : 1)} ×`;
}

/** @param {number | null | undefined} milliseconds */
export function ms(milliseconds) {
  return milliseconds === null || milliseconds === undefined ? 'none' : `${milliseconds.toFixed(1)} ms`;
}
