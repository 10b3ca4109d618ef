import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../../tools/embedded-postgres/src/index.js';
import { temporaryFolder } from '../../support/process.js';

/** A PostgreSQL for one suite, which the suite may stop and kill. It has PostgreSQL's default settings, which lose no commit. */
export class OwnPostgres {
  private constructor(
    private readonly dataDir: string,
    private server: EmbeddedPostgres,
  ) {}

  static async start(): Promise<OwnPostgres> {
    const dataDir = await temporaryFolder();
    return new OwnPostgres(dataDir, await startEmbeddedPostgres({ dataDir }));
  }

  /** Changes with each start. */
  get url(): string {
    return this.server.url;
  }

  /** Stops it as an operator would, and cuts off its connections. */
  stop(): Promise<void> {
    return this.server.stop();
  }

  /** Kills it as the kernel does when memory runs out. */
  async kill(): Promise<void> {
    const [pid] = (await readFile(join(this.server.dataFolder, 'postmaster.pid'), 'utf8')).split('\n');
    process.kill(Number(pid), 'SIGKILL');
    await this.server.stop();
  }

  async startAgain(): Promise<void> {
    this.server = await startEmbeddedPostgres({ dataDir: this.dataDir });
  }
}
