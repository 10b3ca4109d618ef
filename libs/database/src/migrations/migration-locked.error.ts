/** The migrations have waited too long for a lock. */
export class MigrationLockedError extends Error {
  override readonly name = 'MigrationLockedError';

  /**
   * @param holders the processes that hold the lock
   * @param remedy a statement that ends them
   */
  constructor(
    readonly waitSeconds: number,
    readonly holders: string,
    readonly remedy: string,
  ) {
    super(
      `The database can't be migrated: for ${waitSeconds} seconds a lock was held by ${holders}. End that process (${remedy}) and start ` +
        'again, or wait longer by the option waitSeconds.',
    );
  }
}
