import { Logger as NestLogger } from '@nestjs/common';
import type { Logger } from 'typeorm';

/**
 * Logs only TypeORM's warnings: its queries contain their parameters, for example password hashes, and its failures are thrown too.
 */
export class QuietLogger implements Logger {
  readonly #logger = new NestLogger('Database');

  log(level: 'log' | 'info' | 'warn', message: unknown): void {
    if (level === 'warn') {
      this.#logger.warn(message);
    }
  }

  logQuery(): void {}
  logQueryError(): void {}
  logQuerySlow(): void {}
  logSchemaBuild(): void {}
  logMigration(): void {}
}
