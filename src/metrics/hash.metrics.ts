import { Injectable } from '@nestjs/common';
import { HASH_CHANNEL, HashingQueue, type HashMessage } from '@portcullis/auth';
import { Gauge, Histogram, Registry } from 'prom-client';
import { ChannelSubscription } from './channel-subscription.js';

/** Password hashes: what became of them, how long they waited and took, and how full their room is. */
@Injectable()
export class HashMetrics extends ChannelSubscription<HashMessage> {
  readonly #waits: Histogram;
  readonly #durations: Histogram;

  constructor(queue: HashingQueue, registry: Registry) {
    super(HASH_CHANNEL);
    this.#waits = new Histogram({
      name: 'portcullis_password_hash_wait_seconds',
      help: 'How long password hashes waited for their turn or their refusal, by what became of them.',
      labelNames: ['outcome'],
      buckets: [0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2],
      registers: [registry],
    });
    this.#durations = new Histogram({
      name: 'portcullis_password_hash_duration_seconds',
      help: 'How long password hashes took, once they had their turn.',
      buckets: [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
      registers: [registry],
    });
    registry.registerMetric(roomFor(queue));
  }

  protected override take({ outcome, waitedMs, hashMs }: HashMessage): void {
    this.#waits.observe({ outcome }, waitedMs / 1_000);
    if (hashMs !== null) {
      this.#durations.observe(hashMs / 1_000);
    }
  }
}

function roomFor(queue: HashingQueue): Gauge {
  return new Gauge({
    name: 'portcullis_password_hashes',
    help: 'Password hashes that run, and that wait, now.',
    labelNames: ['state'],
    registers: [],
    collect() {
      this.set({ state: 'running' }, queue.running);
      this.set({ state: 'waiting' }, queue.waiting);
    },
  });
}
