import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ServiceUnavailableError } from '@portcullis/auth';
import { checkedOneTimeSecretsOptions } from '../one-time-secrets.options.js';
import type { SecretTable } from '../table/secret.table.js';
import { SecretPurge } from './secret.purge.js';

const INTERVAL_SECONDS = 60;

/** A table with so many expired rows. */
class Backlog {
  readonly limits: number[] = [];
  /** Ends the batch that is under way. */
  proceed: (() => void) | undefined;
  isSlow = false;
  isOutOfReach = false;

  constructor(public size: number) {}

  async purge(limit: number): Promise<number> {
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

function purgeOf(backlog: Backlog, purgeInterval = INTERVAL_SECONDS): SecretPurge {
  const options = checkedOneTimeSecretsOptions({ secret: 'x'.repeat(32), purgeInterval });
  return new SecretPurge(options, backlog as Pick<SecretTable, 'purge'> as SecretTable);
}

describe('SecretPurge', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.restoreAllMocks();
    jest.useRealTimers();
  });

  const pass = (seconds: number) => jest.advanceTimersByTimeAsync(seconds * 1_000);

  it('deletes expired secrets at intervals, in small batches', async () => {
    const backlog = new Backlog(1_200);
    const purge = purgeOf(backlog);
    purge.onApplicationBootstrap();
    await pass(INTERVAL_SECONDS - 1);
    expect(backlog.limits).toEqual([]);
    await pass(1);
    expect(backlog.limits).toEqual([500, 500, 500]);
    expect(backlog.size).toBe(0);
    await purge.beforeApplicationShutdown();
  });

  it('never runs by itself with an interval of 0', async () => {
    const backlog = new Backlog(1);
    purgeOf(backlog, 0).onApplicationBootstrap();
    await pass(7_200);
    expect(backlog.limits).toEqual([]);
  });

  it('ends with the application, after the batch that is under way, and does not begin again', async () => {
    const backlog = new Backlog(1_000_000);
    backlog.isSlow = true;
    const purge = purgeOf(backlog);
    purge.onApplicationBootstrap();
    await pass(3 * INTERVAL_SECONDS);
    expect(backlog.limits).toHaveLength(1);
    const stopped = purge.beforeApplicationShutdown();
    backlog.proceed?.();
    await stopped;
    await pass(3 * INTERVAL_SECONDS);
    expect(backlog.limits).toHaveLength(1);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('logs that the database was out of reach, and tries again at the next interval', async () => {
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
