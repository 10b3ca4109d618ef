/** Runs one statement of a migration, with placeholders such as `{sessions}` for names. */
export interface MigrationRunner {
  query(sql: string, parameters?: unknown[]): Promise<unknown[]>;
}

/** One step of the schema. All steps that are pending run in one transaction. */
export interface Migration {
  up(runner: MigrationRunner): Promise<void>;
  /** Undoes what `up` has done. */
  down(runner: MigrationRunner): Promise<void>;
}

/** A migration with its name: the class's, which ends in the milliseconds of its time and never changes. */
export interface MigrationClass {
  readonly name: string;
  new (): Migration;
}

/** The time in the name of a migration, by which migrations are ordered. */
export function timeOf({ name }: { readonly name: string }): number {
  return Number(name.slice(-13));
}
