export interface MetricsOptions {
  /** 0 selects a free port. */
  readonly port: number;
  readonly host: string;
}

export const METRICS_OPTIONS = Symbol('MetricsOptions');
