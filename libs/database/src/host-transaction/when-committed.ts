import { setTimeout as pause } from 'node:timers/promises';
import type { DatabaseAdapter } from '../adapter/database.adapter.js';

const STATUS = 'SELECT txid_status($1::bigint) AS status';

const FIRST_PAUSE_MILLISECONDS = 2;
const MAX_PAUSE_MILLISECONDS = 500;

/**
 * Resolves with `true` when the transaction is committed, and with `false` when it is rolled back (PostgreSQL, transaction ID functions). No data
 * layer tells others of its commits, so the server is asked.
 */
export async function whenCommitted(id: string, adapter: DatabaseAdapter): Promise<boolean> {
  for (
    let milliseconds = FIRST_PAUSE_MILLISECONDS;
    ;
    milliseconds = Math.min(milliseconds * 2, MAX_PAUSE_MILLISECONDS)
  ) {
    await pause(milliseconds);
    // While the database is out of reach, the answer is as open as before.
    const rows = await adapter.run({ text: STATUS, values: [id] }).catch(() => []);
    const status = rows[0]?.['status'];
    // `null` for a transaction so old that the server has forgotten it.
    if (status === 'committed' || status === 'aborted' || status === null) {
      return status === 'committed';
    }
  }
}
