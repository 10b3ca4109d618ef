import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { isFull } from './has-code.js';
import { readPrivateFile, replacePrivateFile } from './private-file.js';
import { identityOf, isAlive, parseIdentity } from './process-identity.js';

/** The file of the processes that use the server: its port, and one entry for each lease. */
interface Leases {
  /** The holders have the server's address with this port, so it must be started there again. */
  readonly port: number;
  /** Leases of living processes. */
  readonly lines: readonly string[];
}

/** The port at which living processes look for the server; `undefined` when no process uses it. */
export async function leasedPort(file: string): Promise<number | undefined> {
  const { port, lines } = await read(file);
  return lines.length > 0 ? port : undefined;
}

/** Records that this process uses the server. Call it under the lock. A process may hold several leases. */
export async function takeLease(file: string, port: number): Promise<string> {
  const lease = JSON.stringify({ ...(await identityOf(process.pid)), id: randomUUID() });
  const { lines } = await read(file);
  await write(file, { port, lines: [...lines, lease] });
  return lease;
}

/** Call it under the lock. @returns whether other living processes use the server; if not, the file is removed */
export async function giveUpLease(file: string, lease: string): Promise<boolean> {
  const { port, lines } = await read(file);
  const others = lines.filter((line) => line !== lease);
  // A lease that a full disk keeps in the file ends with this process.
  await (others.length > 0 ? write(file, { port, lines: others }).catch(unlessFull) : rm(file, { force: true }));
  return others.length > 0;
}

function unlessFull(error: unknown): void {
  if (!isFull(error)) {
    throw error;
  }
}

async function read(file: string): Promise<Leases> {
  const [port, ...lines] = ((await readPrivateFile(file)) ?? '').split('\n');
  const isLiving = await Promise.all(
    lines.map(async (line) => {
      const holder = parseIdentity(line);
      return holder !== undefined && (await isAlive(holder));
    }),
  );
  return { port: Number(port), lines: lines.filter((_line, index) => isLiving[index]) };
}

function write(file: string, { port, lines }: Leases): Promise<void> {
  return replacePrivateFile(file, [port, ...lines].join('\n'));
}
