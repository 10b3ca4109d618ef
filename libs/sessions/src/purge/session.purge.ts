import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Clock } from '@portcullis/auth';
import { SESSIONS_OPTIONS, type CheckedSessionsOptions } from '../sessions.options.js';
import { SessionStore } from '../session/session.store.js';

/** So few that a statement is done in milliseconds, and no refresh waits for it. */
const BATCH = 500;

/**
 * Makes room: forgets sessions that are over. Nothing else depends on it. A session is over by the clock and by its end, not by
 * being forgotten; whether, when and how often this runs changes no answer. Of several instances one does it at a time.
 */
@Injectable()
export class SessionPurge implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger(SessionPurge.name);
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #isStopped = false;

  constructor(
    @Inject(SESSIONS_OPTIONS) private readonly options: CheckedSessionsOptions,
    private readonly store: SessionStore,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    const { purgeInterval } = this.options;
    if (purgeInterval > 0) {
      // Unref'd: a process that has nothing else to do may end.
      this.#timer = setInterval(() => this.#runInBackground(), purgeInterval * 1_000).unref();
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#timer);
    await this.#running;
  }

  /**
   * Forgets what is over by now, in small batches.
   *
   * @returns how many; 0 where another instance is at it
   * @throws ServiceUnavailableError
   */
  async purge(): Promise<number> {
    const endedBefore = this.clock.now();
    let purged = 0;
    for (let batch = BATCH; batch === BATCH && !this.#isStopped; purged += batch) {
      batch = await this.store.purge({ endedBefore, limit: BATCH });
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
      this.#logger.warn(`Sessions that are over could not be purged, and will be later: ${String(error)}`);
    }
  }
}
