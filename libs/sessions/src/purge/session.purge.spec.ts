import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ServiceUnavailableError } from '@portcullis/auth';
import type { SessionStore } from '../session/session.store.js';
import { checkedSessionsOptions } from '../sessions.options.js';
import { SessionPurge } from './session.purge.js';

const INTERVAL_SECONDS = 60;

/** A store with `size` sessions that are over. Deletes them at once, or when the test allows it. */
class Backlog {
  readonly batches: { readonly limit: number }[] = [];
  /** Completes the batch in progress. */
  answer: (() => void) | undefined;
  isSlow = false;
  isOutOfReach = false;

  constructor(public size: number) {}

  async purge(batch: { readonly limit: number }): Promise<number> {
    this.batches.push(batch);
    if (this.isSlow) {
      await new Promise<void>((resolve) => (this.answer = resolve));
    }
    if (this.isOutOfReach) {
      throw new ServiceUnavailableError();
    }
    const purged = Math.min(this.size, batch.limit);
    this.size -= purged;
    return purged;
  }
}

function purgeOf(
  backlog: Backlog,
  schedule: { readonly purgeInterval?: number } = { purgeInterval: INTERVAL_SECONDS },
): SessionPurge {
  const options = checkedSessionsOptions({ secret: 'x'.repeat(32), ...schedule });
  return new SessionPurge(options, backlog as Pick<SessionStore, 'purge'> as SessionStore);
}

describe('SessionPurge', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.restoreAllMocks();
    jest.useRealTimers();
  });

  const pass = (seconds: number) => jest.advanceTimersByTimeAsync(seconds * 1_000);

  it('deletes sessions that are over, at intervals, in small batches', async () => {
    const backlog = new Backlog(1_200);
    const purge = purgeOf(backlog);
    purge.onApplicationBootstrap();
    await pass(INTERVAL_SECONDS - 1);
    expect(backlog.batches).toEqual([]);
    await pass(1);
    expect(backlog.batches).toEqual(Array.from({ length: 3 }, () => ({ limit: 500 })));
    expect(backlog.size).toBe(0);
    backlog.size = 7;
    await pass(INTERVAL_SECONDS);
    expect(backlog.size).toBe(0);
    await purge.beforeApplicationShutdown();
  });

  it.each([
    ['after an hour, by default', {}, 0],
    ['never, with 0', { purgeInterval: 0 }, 1],
  ])('purges %s', async (_what, schedule, left) => {
    const backlog = new Backlog(1);
    const purge = purgeOf(backlog, schedule);
    purge.onApplicationBootstrap();
    await pass(3_599);
    expect(backlog.size).toBe(1);
    await pass(1);
    expect(backlog.size).toBe(left);
    await purge.beforeApplicationShutdown();
  });

  it('does not start a second purge while one runs', async () => {
    const backlog = new Backlog(1);
    backlog.isSlow = true;
    const purge = purgeOf(backlog);
    purge.onApplicationBootstrap();
    await pass(3 * INTERVAL_SECONDS);
    expect(backlog.batches).toHaveLength(1);
    backlog.answer?.();
    await pass(INTERVAL_SECONDS);
    expect(backlog.batches).toHaveLength(2);
    backlog.answer?.();
    await purge.beforeApplicationShutdown();
  });

  it('stops with the application, after the batch in progress', async () => {
    const backlog = new Backlog(1_000_000);
    backlog.isSlow = true;
    const purge = purgeOf(backlog);
    purge.onApplicationBootstrap();
    await pass(INTERVAL_SECONDS);
    const stopped = purge.beforeApplicationShutdown();
    backlog.answer?.();
    await stopped;
    expect(backlog.batches).toHaveLength(1);
    expect(jest.getTimerCount()).toBe(0);
    await pass(10 * INTERVAL_SECONDS);
    expect(backlog.batches).toHaveLength(1);
  });

  it('logs that the store is out of reach, and continues at the next interval', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => {});
    const backlog = new Backlog(1);
    backlog.isOutOfReach = true;
    const purge = purgeOf(backlog);
    purge.onApplicationBootstrap();
    await pass(INTERVAL_SECONDS);
    expect(warn).toHaveBeenCalledTimes(1);
    backlog.isOutOfReach = false;
    await pass(INTERVAL_SECONDS);
    expect(backlog.size).toBe(0);
    await purge.beforeApplicationShutdown();
  });
});
