import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../../src/database/embedded-postgres.js';
import { temporaryFolder } from '../../support/process.js';

/** A PostgreSQL for one suite alone, which it may stop and kill: with PostgreSQL's own settings, which lose nothing. */
export class OwnPostgres {
  private constructor(
    private readonly dataDir: string,
    private server: EmbeddedPostgres,
  ) {}

  static async start(): Promise<OwnPostgres> {
    const dataDir = await temporaryFolder();
    return new OwnPostgres(dataDir, await startEmbeddedPostgres({ dataDir }));
  }

  /** Another one after each start. */
  get url(): string {
    return this.server.url;
  }

  /** As an operator stops it: whoever is connected is cut off. */
  stop(): Promise<void> {
    return this.server.stop();
  }

  /** As the kernel does it where there is no memory left. */
  async kill(): Promise<void> {
    const [pid] = (await readFile(join(this.server.dataFolder, 'postmaster.pid'), 'utf8')).split('\n');
    process.kill(Number(pid), 'SIGKILL');
    await this.server.stop();
  }

  async startAgain(): Promise<void> {
    this.server = await startEmbeddedPostgres({ dataDir: this.dataDir });
  }
}
