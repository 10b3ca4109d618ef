import { availableParallelism } from 'node:os';

/** Of libuv, where `UV_THREADPOOL_SIZE` is not set. */
const DEFAULT_THREADS = '4';

/**
 * How many hashes at once make use of every processor and still leave a thread of libuv's pool, on which bcrypt runs too, to
 * files, names and compression. At least 1.
 *
 * @param threads the value of `UV_THREADPOOL_SIZE`; libuv takes what is no number for one thread
 */
export function hashingConcurrency(
  cores: number = availableParallelism(),
  threads: string = process.env['UV_THREADPOOL_SIZE'] ?? DEFAULT_THREADS,
): number {
  const size = Number.parseInt(threads, 10) || 1;
  return Math.max(1, Math.min(cores, size - 1));
}
