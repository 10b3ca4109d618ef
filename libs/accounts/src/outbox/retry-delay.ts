const FIRST_SECONDS = 5;
const MAX_SECONDS = 3_600;

/** Returns after how many seconds a mail is tried again: five after the first attempt, then twice as many each time, up to an hour. */
export function retryDelayAfter(attempts: number): number {
  return Math.min(FIRST_SECONDS * 2 ** (attempts - 1), MAX_SECONDS);
}
