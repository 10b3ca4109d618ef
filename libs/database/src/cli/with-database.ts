import { pgAdapter } from '../adapter/pg.adapter.js';
import { Database } from '../database.js';
import type { CommandLine } from './command-line.js';
import { UsageError } from './usage.error.js';

/** Two: one migrates, and the other finds out who holds a lock that the first one waits for. */
const CONNECTIONS = 2;

/** @throws UsageError if `pg` is missing or an option can't be used */
export async function withDatabase(
  { url, naming }: Pick<CommandLine, 'url' | 'naming'>,
  work: (database: Database) => Promise<void>,
): Promise<void> {
  const { Pool } = await driver();
  const pool = new Pool({ connectionString: url, max: CONNECTIONS, application_name: 'portcullis' });
  // Without a listener, a lost idle connection would end the process.
  pool.on('error', () => undefined);
  try {
    await work(named(() => new Database(pgAdapter(pool), naming)));
  } finally {
    await pool.end();
  }
}

async function driver(): Promise<Pick<typeof import('pg'), 'Pool'>> {
  try {
    return (await import('pg')).default;
  } catch {
    throw new UsageError('portcullis needs the package pg: npm install pg');
  }
}

function named(open: () => Database): Database {
  try {
    return open();
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
