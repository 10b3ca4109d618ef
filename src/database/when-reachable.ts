import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { isDatabaseUnavailable } from '@portcullis/database';
import { adviceFor } from './advice.js';
import { placeOf } from './place-of.js';

const EVERY_MILLISECONDS = 500;

/** A code of PostgreSQL has a digit; `EPIPE` is a code of the system. */
const SQLSTATE = /^(?=.*\d)[\dA-Z]{5}$/;

/**
 * Runs the work, and retries it while the database is out of reach, for example because it is still starting. Does not retry if the
 * server refuses the connection.
 *
 * @param url messages contain only its host and its database
 * @param withinSeconds how long to retry; 0 for no retry
 * @throws Error that contains the address of the database, the fault and what to do
 */
export async function whenReachable<T>(url: string, work: () => Promise<T>, withinSeconds = 10): Promise<T> {
  const deadline = performance.now() + withinSeconds * 1_000;
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (cause) {
      if (!isDatabaseUnavailable(cause) || isRefusal(cause)) {
        throw refused(url, cause);
      }
      const complaint = `The database at ${placeOf(url)} is out of reach (${reasonOf(cause)})`;
      if (performance.now() >= deadline) {
        const patience = withinSeconds > 0 ? `, and was for ${withinSeconds} seconds` : '';
        const advice = adviceFor(cause as Error) ?? 'start it, or correct DATABASE_URL';
        throw new Error(`${complaint}${patience}: ${advice}.`, { cause });
      }
      if (attempt === 1) {
        new Logger('Database').warn(`${complaint}; trying again for ${withinSeconds} seconds`);
      }
    }
    await pause(EVERY_MILLISECONDS);
  }
}

/** The server refuses the connection, and a retry does not help: wrong credentials, or no such database. */
function isRefusal(error: unknown): boolean {
  return /^(?:28...|3D000)$/.test((error as NodeJS.ErrnoException).code ?? '');
}

/** Leaves an error unchanged if it already says what to do, such as an error of a migration. */
function refused(url: string, cause: unknown): unknown {
  const advice = cause instanceof Error ? adviceFor(cause) : undefined;
  return advice === undefined
    ? cause
    : new Error(`The database at ${placeOf(url)} can't be used (${reasonOf(cause)}): ${advice}.`, { cause });
}

/** The message of the server or a pooler, otherwise the message of the system about the connection. */
function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === undefined || SQLSTATE.test(code) ? message : code;
}
