import type { Clock } from '@portcullis/auth';
import { SystemClock } from '@portcullis/auth/spi';

/**
 * SQL for the present time: the parameter's, or the server's if that is null. Instances whose clocks differ share the server's.
 *
 * @param parameter `$1`, for the result of {@link timeOfOwnClock}
 */
export function presentTime(parameter: string): string {
  return `COALESCE(${parameter}::timestamptz, statement_timestamp())`;
}

/** The time of a clock that the application has put in the place of the system's, as a test does. Otherwise `null`. */
export function timeOfOwnClock(clock: Clock): Date | null {
  return clock instanceof SystemClock ? null : new Date(clock.now());
}
