/** Runs one statement, and answers its rows. */
export type Query = <TRow>(sql: string, parameters?: unknown[]) => Promise<TRow[]>;
