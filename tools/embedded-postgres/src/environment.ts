/** The environment of PostgreSQL's programs, without the service's secrets and without PGPORT or PGDATA. */
export function environmentOfPostgres(): NodeJS.ProcessEnv {
  const kept = ['PATH', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'SystemRoot', 'TEMP', 'TMP'];
  // This program reads the log, so it must be in English. With TZ initdb does not search all time zones.
  return { ...Object.fromEntries(kept.map((name) => [name, process.env[name]])), LC_ALL: 'C', TZ: 'UTC' };
}

/** Removes PGHOST, PGOPTIONS, PGSSLMODE and all similar variables, which are meant for another server. */
export function forgetPostgresVariables(): void {
  for (const name of Object.keys(process.env).filter((variable) => /^PG[A-Z_]+$/.test(variable))) {
    delete process.env[name];
  }
}
