/** PostgreSQL's settings by name. */
export type Settings = Readonly<Record<string, string>>;

export interface StartOptions {
  /**
   * Further PostgreSQL settings, such as `{ fsync: 'off' }` for tests. They do not affect a running server.
   *
   * @default none: PostgreSQL's own settings, which lose no data in a crash
   */
  settings?: Settings;
  /**
   * Called each time that initdb or the server has begun and this process only waits for it. Start other work then: work before
   * this call delays the server.
   *
   * @default nothing
   */
  onWaiting?: () => void;
  /**
   * Called with a message for the log each time that the server has ended and is started again.
   *
   * @default nothing
   */
  onRestart?: (sentence: string) => void;
}
