import type { DestinationStream } from 'pino';

/** Takes lines, and writes them out when it is told to. */
interface BufferedStream extends DestinationStream {
  flushSync(): void;
}

/**
 * Writes the lines of one turn of the event loop together: a busy service has several in each, and to write is what costs. What
 * ends the process by an exit or an exception loses none; a SIGKILL may lose those of that turn.
 */
export function turnByTurn(stream: BufferedStream): BufferedStream {
  let isDue = false;
  const flushSync = (): void => {
    isDue = false;
    stream.flushSync();
  };
  process.on('exit', flushSync);
  return {
    write(line) {
      stream.write(line);
      if (!isDue) {
        isDue = true;
        setImmediate(flushSync);
      }
    },
    flushSync,
  };
}
