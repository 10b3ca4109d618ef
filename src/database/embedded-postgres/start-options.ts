/** PostgreSQL's own, by their names. */
export type Settings = Readonly<Record<string, string>>;

export interface StartOptions {
  /**
   * Further PostgreSQL settings, such as `{ fsync: 'off' }` for tests. Of no effect on a server that already runs.
   *
   * @default none: PostgreSQL's own, which lose nothing in a crash
   */
  settings?: Settings;
  /**
   * Called each time that a program of PostgreSQL's has begun, initdb or the server, and is only to be waited for. Whatever
   * keeps this process busy before keeps the server from coming up.
   *
   * @default nobody
   */
  onWaiting?: () => void;
}
