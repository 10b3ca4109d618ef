import type { DatabaseAdapter } from '../adapter/database.adapter.js';
import type { Row } from '../statement.js';

const LOOK_EVERY_MS = 500;

interface Holder {
  readonly pid: number;
  readonly role: string | null;
  readonly application: string | null;
  /** PostgreSQL shows it only for processes of the same role, or to a member of `pg_read_all_stats`. */
  readonly address: string | null;
}

const HOLDERS = `
  SELECT DISTINCT blocker.pid, usename::text AS role, NULLIF(application_name, '') AS application, host(client_addr) AS address
  FROM unnest(pg_blocking_pids($1::int)) AS blocker (pid) LEFT JOIN pg_stat_activity AS activity ON activity.pid = blocker.pid
  ORDER BY blocker.pid`;

/** Finds out on another connection which locks a server process waits for, and reports each holder once. */
export class LockWatch {
  readonly #timer: NodeJS.Timeout;
  #holders: readonly Holder[] = [];
  #told = '';

  /** @param pid the server process to watch */
  constructor(
    private readonly adapter: DatabaseAdapter,
    private readonly pid: number,
    private readonly tell: (holders: string) => void,
  ) {
    this.#timer = setInterval(() => void this.#look(), LOOK_EVERY_MS).unref();
  }

  /** The last known holders of the lock: `process 12 (role guest, application psql, address 10.0.0.7)`. */
  get holders(): string {
    return this.#holders.map(describe).join(' and ') || 'a process that could not be seen';
  }

  /** A statement that terminates all holders. */
  get remedy(): string {
    return this.#holders.map(({ pid }) => `SELECT pg_terminate_backend(${pid})`).join('; ') || 'see pg_stat_activity';
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    // A failed query is ignored: the wait continues, and has its own limit.
    const rows = await this.adapter.run({ text: HOLDERS, values: [this.pid] }).catch((): Row[] => []);
    const holders = rows as unknown as readonly Holder[];
    if (holders.length === 0) {
      return;
    }
    this.#holders = holders;
    if (this.#told !== this.holders) {
      this.#told = this.holders;
      this.tell(this.holders);
    }
  }
}

function describe({ pid, role, application, address }: Holder): string {
  const about = Object.entries({ role, application, address }).flatMap(([name, value]) =>
    value === null ? [] : [`${name} ${value}`],
  );
  return `process ${pid}${about.length > 0 ? ` (${about.join(', ')})` : ''}`;
}
