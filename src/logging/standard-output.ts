import type { DestinationStream } from 'pino';
import sonicBoom from 'sonic-boom';

/** Lines that wait for a slow reader, in bytes. Further lines are lost. */
const MAX_WAITING = 1024 * 1024;

/** How much a turn collects before it writes, in bytes. */
const MIN_WRITE = 8 * 1024;

const RETRY_EVERY_MS = 1_000;

const PATIENCE_AT_EXIT_MS = 1_000;

/**
 * Writes the log to standard output and never stops the service: lines are lost when the reader is gone, too slow, or the disk is
 * full. A line reports how many were lost. An exit loses no line; SIGKILL can lose the lines of the current turn.
 *
 * Writes the lines of one turn of the event loop together: through a pipe, `GET /me` with its line takes 37 µs of processor
 * time, and 45 µs with a write for each line.
 */
export function standardOutput(): DestinationStream {
  let retryUntil = 0;
  let lost = 0;
  let isDue = false;
  const output = new sonicBoom.SonicBoom({
    fd: 1,
    sync: true,
    minLength: MIN_WRITE,
    maxLength: MAX_WAITING,
    periodicFlush: RETRY_EVERY_MS,
    // A retry blocks the event loop.
    retryEAGAIN: () => performance.now() < retryUntil,
  });
  output.on('error', () => undefined);
  output.on('drop', () => lost++);
  output.on('drain', () => {
    if (lost > 0) {
      output.write(noticeOf(lost));
      lost = 0;
    }
  });
  process.on('exit', () => {
    retryUntil = performance.now() + PATIENCE_AT_EXIT_MS;
    try {
      output.flushSync();
    } catch {
      // Nothing reads the rest.
    }
  });
  return {
    write(line) {
      output.write(line);
      if (!isDue) {
        isDue = true;
        setImmediate(() => {
          isDue = false;
          output.flush();
        });
      }
    },
  };
}

function noticeOf(lost: number): string {
  return `${JSON.stringify({ level: 40, time: Date.now(), lost, msg: 'lines of the log were lost: they were not read in time' })}\n`;
}
