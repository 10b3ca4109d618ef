/** Advice for operators, by a code of PostgreSQL or the system, or by the message of an error without a code. */
interface Advice {
  readonly code?: RegExp;
  readonly message?: RegExp;
  readonly advice: string;
}

/** The first match applies. */
const ADVICE: readonly Advice[] = [
  {
    code: /^28P01$/,
    advice: 'correct user and password in DATABASE_URL, and percent-encode their special characters (@ as %40)',
  },
  { message: /client password must be a string/, advice: 'put the password into DATABASE_URL' },
  {
    code: /^28000$/,
    message: /no encryption|SSL off/,
    advice: 'it admits this user by TLS only: add ?sslmode=verify-full to DATABASE_URL',
  },
  {
    code: /^28000$/,
    message: /pg_hba/,
    advice: 'admit this user and address in its pg_hba.conf, or correct DATABASE_URL',
  },
  { code: /^28/, advice: 'make this role (CREATE ROLE … LOGIN), or correct the user in DATABASE_URL' },
  { code: /^3D000$/, advice: 'make this database (CREATE DATABASE …), or correct its name in DATABASE_URL' },
  {
    code: /^(?:42501|3F000)$/,
    advice:
      'give the user of DATABASE_URL this right (CONNECT, CREATE ON SCHEMA, the ownership of the tables), or name another user',
  },
  { code: /^25006$/, advice: 'name the primary in DATABASE_URL, and no standby' },
  { code: /^53300$/, advice: 'end other connections, or raise its max_connections' },
  { code: /^53/, advice: 'give it more room: its disk, its memory or its settings' },
  { code: /^57P0/, advice: 'wait until it is up, then start again' },
  {
    code: /^55000$/,
    advice: 'let it take connections (ALTER DATABASE … ALLOW_CONNECTIONS true), or correct DATABASE_URL',
  },
  {
    code: /^08P01$/,
    message: /startup parameter/,
    advice: 'let the pooler ignore it (ignore_startup_parameters of PgBouncer)',
  },
  { message: /does not support SSL/, advice: 'turn TLS on there, or take sslmode out of DATABASE_URL' },
  {
    code: /^(?:CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|INVALID_CA|ERR_TLS_|ERR_SSL_|EPROTO)/,
    advice:
      'correct its TLS certificate, or name the authority that is to be trusted by sslrootcert in DATABASE_URL or in NODE_EXTRA_CA_CERTS',
  },
  {
    code: /^(?:ENOENT|EACCES|EISDIR)$/,
    message: /, (?:open|read)/,
    advice: 'correct sslrootcert, sslcert and sslkey in DATABASE_URL',
  },
  { code: /^(?:ENOENT|EACCES)$/, message: /^connect /, advice: 'start it, or correct the socket in DATABASE_URL' },
  { message: /received invalid response/, advice: 'this is not PostgreSQL: correct host and port in DATABASE_URL' },
];

/** Returns the advice for a failure; `undefined` if there is none. */
export function adviceFor({
  code = '',
  message,
}: {
  readonly code?: string;
  readonly message: string;
}): string | undefined {
  return ADVICE.find((entry) => (entry.code?.test(code) ?? true) && (entry.message?.test(message) ?? true))?.advice;
}
