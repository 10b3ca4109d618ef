import type { MigrationClass } from '../migrations/migration.js';

/** What the program uses of its process. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Finds the migrations of the libraries that the application has installed. */
  readonly migrations: () => MigrationClass[];
  readonly print: (text: string) => void;
  readonly complain: (text: string) => void;
}
