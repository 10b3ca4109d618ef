import { availableParallelism } from 'node:os';

/** libuv's number of threads if `UV_THREADPOOL_SIZE` is not set. */
const DEFAULT_THREADS = '4';

/**
 * How many hashes to compute at once: one for each processor, and at least one of libuv's threads stays free for files, DNS and
 * compression. At least 1.
 *
 * @param threads the value of `UV_THREADPOOL_SIZE`; libuv starts one thread if it is not a number
 */
export function hashingConcurrency(
  cores: number = availableParallelism(),
  threads: string = process.env['UV_THREADPOOL_SIZE'] ?? DEFAULT_THREADS,
): number {
  const size = Number.parseInt(threads, 10) || 1;
  return Math.max(1, Math.min(cores, size - 1));
}
