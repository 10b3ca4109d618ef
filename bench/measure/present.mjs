// @ts-check

/**
 * @template T
 * @param {T | null} contestant
 * @returns {T}
 */
export function present(contestant) {
  if (contestant === null) {
    throw new Error('It must not be left out');
  }
  return contestant;
}
