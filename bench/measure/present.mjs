// @ts-check

/**
 * @template T
 * @param {T | null} contestant
 * @returns {T}
 */
export function present(contestant) {
  if (contestant === null) {
    throw new Error('A contestant that must run is missing');
  }
  return contestant;
}
