import type { Stage } from '../stage.mjs';

/** One line of the table of what was measured. */
export interface Row {
  readonly title: string;
  readonly connections?: number;
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50?: number | null;
  /** Milliseconds. */
  readonly p99?: number | null;
  /** Processor time of the server process for one request. */
  readonly cpuMicroseconds?: number | null;
  /** How many times as fast the service is. */
  readonly serviceTimes?: number;
}

/** One line of the table of what is to be reached, in words. */
export interface Target {
  readonly what: string;
  readonly atLeast: string;
  readonly measured: string;
  readonly reached: boolean;
}

export interface Findings {
  readonly rows: readonly Row[];
  readonly targets: readonly Target[];
  /** Every figure, for the file. */
  readonly details: unknown;
}

export type Scenario = (stage: Stage) => Promise<Findings>;
