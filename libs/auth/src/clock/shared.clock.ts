import { Clock, SystemClock } from './clock.js';

/** How long one reading is used. The clock of a machine drifts by far less than a millisecond a second. */
const RESYNCHRONIZED_AFTER_MILLISECONDS = 60_000;

/**
 * The time of a server that several instances share, so that instances with different clocks decide alike. Reads the server's time once
 * a minute while it is used. Until the first reading it has the time of this machine.
 */
export class SharedClock extends Clock {
  readonly #own = new SystemClock();
  /** The server's time minus `performance.now()`. */
  #ahead: number | undefined;
  #readAt = -Infinity;

  /** @param read the server's time, in milliseconds since the epoch */
  constructor(private readonly read: () => Promise<number>) {
    super();
  }

  now(): number {
    const now = performance.now();
    if (now - this.#readAt > RESYNCHRONIZED_AFTER_MILLISECONDS) {
      void this.synchronize();
    }
    return this.#ahead === undefined ? this.#own.now() : Math.round(now + this.#ahead);
  }

  /** Reads the server's time. Never rejects: if it can't be read, the last reading stays in use. */
  async synchronize(): Promise<void> {
    const readAt = (this.#readAt = performance.now());
    try {
      // The server reads its clock about halfway.
      this.#ahead = (await this.read()) - (readAt + performance.now()) / 2;
    } catch {
      // A caller that needs the server gets the error of its own statement.
    }
  }
}

/** Returns a {@link SharedClock} instead of the system's clock, and any other clock as it is. */
export async function sharedClock(clock: Clock, read: () => Promise<number>): Promise<Clock> {
  if (!(clock instanceof SystemClock)) {
    return clock;
  }
  const shared = new SharedClock(read);
  await shared.synchronize();
  return shared;
}
