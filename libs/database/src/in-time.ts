import { ServiceUnavailableError } from '@portcullis/auth';
import { isDatabaseUnavailable } from './is-database-unavailable.js';

/**
 * For everything that a request asks of the database once: waiting for a connection and for the answers. Their own timeouts
 * are set by the host's data source, and could add up.
 */
const DEADLINE_MILLISECONDS = 1_900;

/** What the work brings. @throws ServiceUnavailableError within two seconds where the database is out of reach */
export async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const message = `No answer from the database in ${DEADLINE_MILLISECONDS} ms`;
      reject(Object.assign(new Error(message), { code: 'ETIMEDOUT' }));
    }, DEADLINE_MILLISECONDS);
  });
  try {
    return await Promise.race([work, deadline]);
  } catch (error) {
    throw isDatabaseUnavailable(error) ? new ServiceUnavailableError({ cause: error }) : error;
  } finally {
    clearTimeout(timer);
  }
}
