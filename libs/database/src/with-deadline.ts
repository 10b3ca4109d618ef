import { setTimeout as pause } from 'node:timers/promises';
import { ServiceUnavailableError } from '@portcullis/auth';
import { isConflict } from './is-conflict.js';
import { isDatabaseUnavailable } from './is-database-unavailable.js';

/** Covers the wait for a connection and for the rows. The data source may have a timeout for each, and they would add up. */
const DEADLINE_MILLISECONDS = 1_900;

const MAX_ATTEMPTS = 6;
const MAX_PAUSE_MILLISECONDS = 40;

/** One attempt, numbered from 1. After a conflict the server has rolled it back. */
export type Attempt<T> = (attempt: number) => Promise<T>;

/**
 * Runs the work, and again after conflicts with other transactions, at most six times.
 *
 * @throws ServiceUnavailableError within two seconds if the database is out of reach or the conflicts do not end
 */
export async function withDeadline<T>(work: Attempt<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      isOver = true;
      const message = `The database did not respond within ${DEADLINE_MILLISECONDS} ms`;
      reject(Object.assign(new Error(message), { code: 'ETIMEDOUT' }));
    }, DEADLINE_MILLISECONDS);
  });
  try {
    return await Promise.race([retryConflicts(work, () => isOver), deadline]);
  } catch (error) {
    throw isDatabaseUnavailable(error) || isConflict(error) ? new ServiceUnavailableError({ cause: error }) : error;
  } finally {
    clearTimeout(timer);
  }
}

async function retryConflicts<T>(work: Attempt<T>, isOver: () => boolean): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work(attempt);
    } catch (error) {
      if (!isConflict(error) || attempt === MAX_ATTEMPTS || isOver()) {
        throw error;
      }
      // Random, so that the conflicting transactions do not meet again.
      await pause(Math.random() * MAX_PAUSE_MILLISECONDS);
    }
  }
}
