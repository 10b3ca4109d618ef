import type { Settings } from './config/settings.js';

/** Why the start failed, in a sentence that says what to do; an error that says so itself is handed back. */
export function startFailure(cause: unknown, { host, port }: Settings): unknown {
  const sentence = listenFailures(host, port)[codeOf(cause)];
  return sentence === undefined ? cause : new Error(sentence, { cause });
}

function listenFailures(host: string, port: number): Readonly<Record<string, string | undefined>> {
  const address = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  return {
    EADDRINUSE: `${address} is in use: stop what listens there, or set PORT to another port.`,
    EACCES: `This user may not listen on ${address}: set PORT to 1024 or more.`,
    EADDRNOTAVAIL: `${host} is not an address of this machine: correct HOST.`,
  };
}

/** Only of an attempt to listen: other system calls fail with the same codes. */
function codeOf(error: unknown): string {
  const { syscall, code } = (error ?? {}) as NodeJS.ErrnoException;
  return syscall === 'listen' && code !== undefined ? code : '';
}
