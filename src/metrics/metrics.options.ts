import type { EventCounts } from './event-counts.js';

export interface MetricsOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly host: string;
  readonly events: EventCounts;
}

export const METRICS_OPTIONS = Symbol('MetricsOptions');
