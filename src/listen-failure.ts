/** The address, and the variables that set it. */
export interface Listening {
  readonly host: string;
  readonly port: number;
  readonly names: { readonly host: string; readonly port: string };
}

/** Returns an Error that says what to do after a failed attempt to listen; returns any other error unchanged. */
export function listenFailure(cause: unknown, listening: Listening): unknown {
  const sentence = sentences(listening)[codeOf(cause)];
  return sentence === undefined ? cause : new Error(sentence, { cause });
}

function sentences({ host, port, names }: Listening): Readonly<Record<string, string | undefined>> {
  const address = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  return {
    EADDRINUSE: `${address} is in use: stop what listens there, or set ${names.port} to another port.`,
    EACCES: `This user may not listen on ${address}: set ${names.port} to 1024 or more.`,
    EADDRNOTAVAIL: `${host} is not an address of this machine: correct ${names.host}.`,
  };
}

/** Only of an attempt to listen: other system calls fail with the same codes. */
function codeOf(error: unknown): string {
  const { syscall, code } = (error ?? {}) as NodeJS.ErrnoException;
  return syscall === 'listen' && code !== undefined ? code : '';
}
