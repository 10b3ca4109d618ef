import type { Logger } from 'pino';

/** Longer than any request may take; then the rest is cut off. In milliseconds. */
const DEADLINE = 9_000;

/**
 * Stops once, on SIGTERM or SIGINT: requests in flight are answered first. A second signal, or a stop that hangs, ends the
 * process at once.
 */
export function stopOnSignal(logger: Logger, stop: () => Promise<void>): void {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping) {
      process.exit(1);
    }
    stopping = true;
    logger.info({ signal }, 'stopping');
    setTimeout(() => process.exit(1), DEADLINE).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}
