import { Clock } from '@portcullis/auth';
import { demandArgument, hasMethods, isRecord } from './argument-check.js';

const MILLISECONDS = { days: 86_400_000, hours: 3_600_000, minutes: 60_000, seconds: 1000, milliseconds: 1 } as const;

const UNITS = Object.keys(MILLISECONDS).join(', ');

/** How long, in units that are added up: `{ hours: 1, minutes: 30 }`. */
export type TimeSpan = Readonly<Partial<Record<keyof typeof MILLISECONDS, number>>>;

/**
 * Stands still unless a test moves it. It is the time of what injects `Clock`: tokens, sessions, one-time secrets, mails and limits, in
 * PostgreSQL and Redis too. Timers go by a time of their own.
 */
export class TestClock extends Clock {
  #now: number;

  constructor(now: Date) {
    super();
    this.#now = epochMilliseconds(now);
  }

  now(): number {
    return this.#now;
  }

  /** Moves forward, or back if the span is negative. */
  advance(span: TimeSpan): void {
    demandArgument(
      isRecord(span) && isTimeSpan(span),
      `advance() takes numbers of ${UNITS}`,
      span,
      'advance({ minutes: 31 })',
    );
    const units = Object.entries(span) as [keyof TimeSpan, number][];
    const moved = units.reduce((sum, [unit, amount]) => sum + amount * MILLISECONDS[unit], 0);
    this.set(new Date(this.#now + moved));
  }

  /** @throws {RangeError} if the date is invalid: no token would expire */
  set(now: Date): void {
    this.#now = epochMilliseconds(now);
  }
}

function isTimeSpan(span: object): boolean {
  return Object.entries(span).every(([unit, amount]) => unit in MILLISECONDS && typeof amount === 'number');
}

function epochMilliseconds(date: Date): number {
  demandArgument(hasMethods(date, 'getTime'), 'The test clock takes a Date', date, "new Date('2030-01-01T12:00:00Z')");
  const time = date.getTime();
  if (Number.isNaN(time)) {
    throw new RangeError('The test clock can only be set to a valid date.');
  }
  return time;
}
