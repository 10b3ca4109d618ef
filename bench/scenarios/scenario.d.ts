import type { Stage } from '../stage.mjs';

/** A row of the table of measurements. */
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
  /** The rate of the service divided by this rate. */
  readonly serviceTimes?: number;
}

/** A row of the table of targets, as text. */
export interface Target {
  readonly what: string;
  readonly atLeast: string;
  readonly measured: string;
  readonly reached: boolean;
}

export interface Findings {
  readonly rows: readonly Row[];
  readonly targets: readonly Target[];
  /** All figures, for the results file. */
  readonly details: unknown;
}

export type Scenario = (stage: Stage) => Promise<Findings>;
