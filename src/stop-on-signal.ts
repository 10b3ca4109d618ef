import type { Logger } from 'pino';
import { killProcess } from './end-process.js';

/** Longer than any request may take. After it the remaining requests are cut off. In milliseconds. */
const DEADLINE_MS = 9_000;

/**
 * Stops once, on SIGTERM or SIGINT: requests in flight are answered first. A second signal, or a stop that hangs, ends the
 * process at once.
 *
 * @param end ends the process with an exit code, after everything has stopped
 */
export function stopOnSignal(logger: Logger, stop: () => Promise<void>, end: (code: number) => void): void {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping) {
      killProcess();
    }
    stopping = true;
    logger.info({ signal }, 'stopping');
    setTimeout(killProcess, DEADLINE_MS).unref();
    stop().then(
      () => end(0),
      (error: unknown) => {
        logger.error({ err: error }, 'stopping failed');
        end(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}
