import { AcrossCopies } from '../copies/across-copies.decorator.js';
/** The time, as a dependency: a test can stop and move it. */
export abstract class Clock {
  /** Milliseconds since the epoch. */
  abstract now(): number;
}

@AcrossCopies('SystemClock')
export class SystemClock extends Clock {
  now(): number {
    return Date.now();
  }
}

/** A NumericDate (RFC 7519, section 2) of whole seconds. */
export function epochSeconds(clock: Clock): number {
  return Math.floor(clock.now() / 1000);
}
