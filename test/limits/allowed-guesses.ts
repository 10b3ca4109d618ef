export const FREE_GUESSES = 10;

/**
 * How many guesses at one account the default limits allow in a time: ten, and one more after each wait of 1, 2, 4 … seconds.
 *
 * @param milliseconds the time from the first guess to the last response
 */
export function allowedGuesses(milliseconds: number): number {
  return FREE_GUESSES + Math.floor(Math.log2(milliseconds / 1_000 + 1));
}
