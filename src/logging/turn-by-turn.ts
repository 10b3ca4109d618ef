import { writeSync } from 'node:fs';
import type { DestinationStream } from 'pino';

/** Writes what follows the offset, or a part of it. @returns how many bytes that was */
type Write = (bytes: Uint8Array, offset: number) => number;

const NOTHING = Buffer.alloc(0);

/** What waits for a reader that is slower than the service. In characters; what is more is lost. */
const MOST_WAITING = 1024 * 1024;

const AGAIN_AFTER_MS = 20;

/** How long an end waits for a slow reader. */
const PATIENCE_AT_EXIT_MS = 1_000;

const standardOutput: Write = (bytes, offset) => writeSync(1, bytes, offset);

/**
 * Writes the lines of one turn of the event loop together: a busy service has several in each, and to write is what costs. What
 * ends the process by an exit or an exception loses none; a SIGKILL may lose those of that turn.
 *
 * The log never stops the service. Where it can't be written, as nobody is there to read it any more or the disk is full, its lines
 * are lost; a reader that is slow gets them later, and is told how many there were no room for.
 */
export function turnByTurn(write: Write = standardOutput): DestinationStream & { flushSync(): void } {
  let lines = '';
  let rest: Buffer = NOTHING;
  let lost = 0;
  let isDue = false;

  const flushSync = (): void => {
    if (lost > 0 && rest.length === 0) {
      lines = noticeOf(lost) + lines;
      lost = 0;
    }
    const bytes = Buffer.from(lines);
    lines = '';
    rest = unwritten(write, rest.length === 0 ? bytes : Buffer.concat([rest, bytes]));
  };
  const takeTurn = (): void => {
    flushSync();
    isDue = rest.length > 0;
    if (isDue) {
      setTimeout(takeTurn, AGAIN_AFTER_MS).unref();
    }
  };
  process.on('exit', () => {
    const deadline = performance.now() + PATIENCE_AT_EXIT_MS;
    flushSync();
    while (rest.length > 0 && performance.now() < deadline) {
      standStill(AGAIN_AFTER_MS);
      flushSync();
    }
  });

  return {
    write(line) {
      if (rest.length + lines.length > MOST_WAITING) {
        lost++;
        return;
      }
      lines += line;
      if (!isDue) {
        isDue = true;
        setImmediate(takeTurn);
      }
    },
    flushSync,
  };
}

/** What has to wait for a slow reader. What can't be written at all is no longer there. */
function unwritten(write: Write, bytes: Buffer): Buffer {
  let written = 0;
  try {
    while (written < bytes.length) {
      written += write(bytes, written);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') {
      return bytes.subarray(written);
    }
  }
  return NOTHING;
}

function noticeOf(lost: number): string {
  return `${JSON.stringify({ level: 40, time: Date.now(), lost, msg: 'lines of the log were lost: they were not read in time' })}\n`;
}

function standStill(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
