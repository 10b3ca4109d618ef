import { Clock } from '@portcullis/auth';

/** The system's time, and what a test adds to it. */
export class TravellingClock extends Clock {
  #ahead = 0;

  now(): number {
    return Date.now() + this.#ahead;
  }

  travel(seconds: number): void {
    this.#ahead += seconds * 1000;
  }
}
