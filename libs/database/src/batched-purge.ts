import { type BeforeApplicationShutdown, Logger, type OnApplicationBootstrap } from '@nestjs/common';

/** A batch takes milliseconds, so that other statements do not wait for it. */
const ROWS_OF_A_BATCH = 500;

/**
 * Deletes rows that are no longer needed, in small batches and at an interval. It only saves space. Several instances may purge at the
 * same time. A failed purge is logged and retried after the interval.
 */
export abstract class BatchedPurge implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger(this.constructor.name);
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #isStopped = false;

  /**
   * @param what the deleted rows, as the subject of a sentence in the log
   * @param intervalSeconds 0 for never
   * @param batch how many rows are deleted at a time. A purge stops after each batch when the application shuts down
   */
  constructor(
    private readonly what: string,
    private readonly intervalSeconds: number,
    private readonly batch = ROWS_OF_A_BATCH,
  ) {}

  /**
   * Deletes at most `limit` rows.
   *
   * @returns the number of deleted rows
   */
  protected abstract deleteBatch(limit: number): Promise<number>;

  onApplicationBootstrap(): void {
    if (this.intervalSeconds > 0) {
      // The timer alone must not keep the process running.
      this.#timer = setInterval(() => this.#runInBackground(), this.intervalSeconds * 1_000).unref();
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#timer);
    await this.#running;
  }

  /**
   * Deletes all rows that are no longer needed.
   *
   * @returns the number of rows that this instance has deleted
   * @throws ServiceUnavailableError
   */
  async purge(): Promise<number> {
    let purged = 0;
    for (let deleted = this.batch; deleted === this.batch && !this.#isStopped; purged += deleted) {
      deleted = await this.deleteBatch(this.batch);
    }
    return purged;
  }

  #runInBackground(): void {
    this.#running ??= this.#purgeQuietly().finally(() => {
      this.#running = undefined;
    });
  }

  async #purgeQuietly(): Promise<void> {
    try {
      await this.purge();
    } catch (error) {
      this.#logger.warn(`${this.what} could not be deleted. The next purge tries again: ${String(error)}`);
    }
  }
}
