import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { isDatabaseUnavailable } from '@portcullis/database';
import { placeOf } from './place-of.js';

const EVERY_MILLISECONDS = 500;

/** PostgreSQL's, with a digit somewhere: `EPIPE` is the system's. */
const SQLSTATE = /^(?=.*\d)[\dA-Z]{5}$/;

/**
 * Does the work, again and again while the database is out of reach: a server that is still starting is worth the wait.
 * A migration that refuses would refuse again, and whatever else fails is thrown at once.
 *
 * @param url only its host and its database are ever told
 * @param withinSeconds 0: not again
 * @throws Error that says where the database should be and what is wrong, after that time
 */
export async function whenReachable<T>(url: string, work: () => Promise<T>, withinSeconds = 10): Promise<T> {
  const deadline = performance.now() + withinSeconds * 1_000;
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (cause) {
      if (!isDatabaseUnavailable(cause) || isRefusal(cause)) {
        throw cause;
      }
      const complaint = `The database at ${placeOf(url)} is out of reach (${reasonOf(cause)})`;
      if (performance.now() >= deadline) {
        const patience = withinSeconds > 0 ? `, and was for ${withinSeconds} seconds` : '';
        throw new Error(`${complaint}${patience}: start it, or correct DATABASE_URL.`, { cause });
      }
      if (attempt === 1) {
        new Logger('Database').warn(`${complaint}; trying again for ${withinSeconds} seconds`);
      }
    }
    await pause(EVERY_MILLISECONDS);
  }
}

/** It answered, and will not let us in however often we ask: wrong credentials, or no such database. */
function isRefusal(error: unknown): boolean {
  return /^(?:28...|3D000)$/.test((error as NodeJS.ErrnoException).code ?? '');
}

/** What the server or a pooler says of itself, else what the system says of the way there. */
function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === undefined || SQLSTATE.test(code) ? message : code;
}
