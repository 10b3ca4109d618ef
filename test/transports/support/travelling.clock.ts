import { Clock } from '@portcullis/auth';

/** The system clock plus an offset that the test sets. */
export class TravellingClock extends Clock {
  #ahead = 0;

  now(): number {
    return Date.now() + this.#ahead;
  }

  travel(seconds: number): void {
    this.#ahead += seconds * 1000;
  }
}
