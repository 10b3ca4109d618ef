import { pino, type DestinationStream, type Logger } from 'pino';
import type { Settings } from '../config/settings.js';
import { loggedError } from './logged-error.js';
import { turnByTurn } from './turn-by-turn.js';

/**
 * What is logged is chosen member by member, and credentials are never among them; this is the net below, for an object
 * that a library logs whole.
 */
const REDACTED = ['authorization', 'password', 'access_token', 'hashed_password', 'passwordHash', 'secret'].flatMap(
  (name) => [name, `*.${name}`, `*.*.${name}`, `*.*.*.${name}`],
);

/** The service's log: JSON lines, or coloured lines where a person is watching and pino-pretty is installed. */
export async function createLogger({ logLevel, production }: Settings): Promise<Logger> {
  const destination = production || !process.stdout.isTTY ? undefined : await prettyStream();
  return pino(
    { level: logLevel, redact: REDACTED, base: null, serializers: { err: loggedError } },
    destination ?? turnByTurn(),
  );
}

async function prettyStream(): Promise<DestinationStream | undefined> {
  try {
    const { PinoPretty } = await import('pino-pretty');
    return PinoPretty({ sync: true, ignore: 'pid,hostname', translateTime: 'HH:MM:ss' });
  } catch {
    return undefined;
  }
}
