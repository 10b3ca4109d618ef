import { Injectable } from '@nestjs/common';
import { LOOK_UP_CHANNEL, type LookUpMessage } from '@portcullis/database';
import { Histogram, Registry } from 'prom-client';
import { ChannelSubscription } from './channel-subscription.js';

/** Batched look-ups of users and sessions: keys in one statement, and duration. */
@Injectable()
export class LookUpMetrics extends ChannelSubscription<LookUpMessage> {
  readonly #sizes: Histogram;
  readonly #durations: Histogram;

  constructor(registry: Registry) {
    super(LOOK_UP_CHANNEL);
    this.#sizes = new Histogram({
      name: 'portcullis_lookup_batch_size',
      help: 'Different keys in one statement.',
      labelNames: ['of'],
      buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_000],
      registers: [registry],
    });
    this.#durations = new Histogram({
      name: 'portcullis_lookup_duration_seconds',
      help: 'From a look-up to its rows, including the wait for a connection.',
      labelNames: ['of', 'outcome'],
      buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2],
      registers: [registry],
    });
  }

  protected override take({ of, outcome, keys, durationMs }: LookUpMessage): void {
    this.#sizes.observe({ of }, keys);
    this.#durations.observe({ of, outcome }, durationMs / 1_000);
  }
}
