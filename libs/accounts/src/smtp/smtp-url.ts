/** Where a mail server is, and who sends. */
export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** Whether TLS begins with the connection (`smtps:`). */
  readonly isSecure: boolean;
  readonly credentials: { readonly user: string; readonly pass: string } | null;
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'smtp:': 587, 'smtps:': 465 };

/** Reads `smtp://user:password@host:587` or `smtps://user:password@host`. Returns `null` for every other text. */
export function smtpServerOf(text: unknown): SmtpServer | null {
  if (typeof text !== 'string' || /[\s\p{Cc}]/u.test(text) || !URL.canParse(text)) {
    return null;
  }
  const { protocol, hostname, port, username, password, pathname, search, hash } = new URL(text);
  const defaultPort = DEFAULT_PORTS[protocol];
  const [user, pass] = [username, password].map(decoded);
  const isPlain = ['', '/'].includes(pathname) && search === '' && hash === '';
  if (defaultPort === undefined || hostname === '' || port === '0' || !isPlain) {
    return null;
  }
  if (user === undefined || pass === undefined || (user === '') !== (pass === '')) {
    return null;
  }
  return {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? defaultPort : Number(port),
    isSecure: protocol === 'smtps:',
    credentials: user === '' ? null : { user, pass },
  };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
