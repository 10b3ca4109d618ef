import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ServiceUnavailableError } from '@portcullis/auth';
import { BatchedPurge } from './batched-purge.js';

const INTERVAL_SECONDS = 60;

/** Purges a table of `size` rows. Deletes them at once, or when the test allows it. */
class RowPurge extends BatchedPurge {
  readonly limits: number[] = [];
  /** Completes the batch in progress. */
  proceed: (() => void) | undefined;
  isSlow = false;
  isOutOfReach = false;

  constructor(
    public size: number,
    intervalSeconds = INTERVAL_SECONDS,
  ) {
    super('Rows', intervalSeconds);
  }

  protected async deleteBatch(limit: number): Promise<number> {
    this.limits.push(limit);
    if (this.isSlow) {
      await new Promise<void>((resolve) => (this.proceed = resolve));
    }
    if (this.isOutOfReach) {
      throw new ServiceUnavailableError();
    }
    const purged = Math.min(this.size, limit);
    this.size -= purged;
    return purged;
  }
}

describe('BatchedPurge', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.restoreAllMocks();
    jest.useRealTimers();
  });

  const pass = (seconds: number) => jest.advanceTimersByTimeAsync(seconds * 1_000);

  it('deletes rows at intervals, in small batches', async () => {
    const purge = new RowPurge(1_200);
    purge.onApplicationBootstrap();
    await pass(INTERVAL_SECONDS - 1);
    expect(purge.limits).toEqual([]);
    await pass(1);
    expect(purge.limits).toEqual([500, 500, 500]);
    expect(purge.size).toBe(0);
    purge.size = 7;
    await pass(INTERVAL_SECONDS);
    expect(purge.size).toBe(0);
    await purge.beforeApplicationShutdown();
  });

  it('never runs by itself with an interval of 0', async () => {
    const purge = new RowPurge(1, 0);
    purge.onApplicationBootstrap();
    await pass(7_200);
    expect(purge.limits).toEqual([]);
  });

  it('does not start a second purge while one runs', async () => {
    const purge = new RowPurge(1);
    purge.isSlow = true;
    purge.onApplicationBootstrap();
    await pass(3 * INTERVAL_SECONDS);
    expect(purge.limits).toHaveLength(1);
    purge.proceed?.();
    await pass(INTERVAL_SECONDS);
    expect(purge.limits).toHaveLength(2);
    purge.proceed?.();
    await purge.beforeApplicationShutdown();
  });

  it('stops with the application, after the batch in progress', async () => {
    const purge = new RowPurge(1_000_000);
    purge.isSlow = true;
    purge.onApplicationBootstrap();
    await pass(INTERVAL_SECONDS);
    const stopped = purge.beforeApplicationShutdown();
    purge.proceed?.();
    await stopped;
    expect(jest.getTimerCount()).toBe(0);
    await pass(10 * INTERVAL_SECONDS);
    expect(purge.limits).toHaveLength(1);
  });

  it('logs that the database is out of reach, and continues at the next interval', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => {});
    const purge = new RowPurge(1);
    purge.isOutOfReach = true;
    purge.onApplicationBootstrap();
    await pass(INTERVAL_SECONDS);
    expect(warn).toHaveBeenCalledTimes(1);
    purge.isOutOfReach = false;
    await pass(INTERVAL_SECONDS);
    expect(purge.size).toBe(0);
    await purge.beforeApplicationShutdown();
  });
});
