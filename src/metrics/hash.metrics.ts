import { Injectable } from '@nestjs/common';
import { HASH_CHANNEL, HashingQueue, type HashMessage } from '@portcullis/auth/spi';
import { Gauge, Histogram, Registry } from 'prom-client';
import { ChannelSubscription } from './channel-subscription.js';

/** Password hashes: outcomes, waiting times, durations, and the length of the queue. */
@Injectable()
export class HashMetrics extends ChannelSubscription<HashMessage> {
  readonly #waits: Histogram;
  readonly #durations: Histogram;

  constructor(queue: HashingQueue, registry: Registry) {
    super(HASH_CHANNEL);
    this.#waits = new Histogram({
      name: 'portcullis_password_hash_wait_seconds',
      help: 'How long password hashes waited until they started or were refused, by outcome.',
      labelNames: ['outcome'],
      buckets: [0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2],
      registers: [registry],
    });
    this.#durations = new Histogram({
      name: 'portcullis_password_hash_duration_seconds',
      help: 'How long password hashes took after they started.',
      buckets: [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
      registers: [registry],
    });
    registry.registerMetric(hashesIn(queue));
  }

  protected override take({ outcome, waitedMs, hashMs }: HashMessage): void {
    this.#waits.observe({ outcome }, waitedMs / 1_000);
    if (hashMs !== null) {
      this.#durations.observe(hashMs / 1_000);
    }
  }
}

function hashesIn(queue: HashingQueue): Gauge {
  return new Gauge({
    name: 'portcullis_password_hashes',
    help: 'Password hashes that run or wait, by state.',
    labelNames: ['state'],
    registers: [],
    collect() {
      this.set({ state: 'running' }, queue.running);
      this.set({ state: 'waiting' }, queue.waiting);
    },
  });
}
