import { Logger as NestLogger } from '@nestjs/common';
import type { Logger } from 'typeorm';

/**
 * Passes on TypeORM's warnings, and nothing else: its queries come with their parameters, password hashes among them, and
 * its failures are thrown as well.
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
