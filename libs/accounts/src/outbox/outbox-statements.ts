/** The time: a parameter's if the application has a clock of its own (a test), else the server's, which all instances share. */
const now = (parameter: string) => `COALESCE(${parameter}::timestamptz, statement_timestamp())`;

export const INSERT = `
  INSERT INTO {mail_outbox} (id, purpose, request, content, attempts, next_attempt_at, created_at)
  VALUES ($1::uuid, $2, $3, $4, 0, ${now('$5')}, ${now('$5')})`;
