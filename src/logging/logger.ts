import { pino, type DestinationStream, type Logger } from 'pino';
import type { Settings } from '../config/settings.js';
import { loggedError } from './logged-error.js';
import { standardOutput } from './standard-output.js';

/** A second line of defence, for objects that a library logs whole. The service itself never logs credentials. */
const REDACTED = ['authorization', 'password', 'access_token', 'hashed_password', 'passwordHash', 'secret'].flatMap(
  (name) => [name, `*.${name}`, `*.*.${name}`, `*.*.*.${name}`],
);

/** The service's log: JSON lines, or coloured lines on a terminal if pino-pretty is installed. */
export async function createLogger({ logLevel, production }: Settings): Promise<Logger> {
  const destination = production || !process.stdout.isTTY ? undefined : await prettyStream();
  return pino(
    { level: logLevel, redact: REDACTED, base: null, serializers: { err: loggedError } },
    destination ?? standardOutput(),
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
