import { Logger } from '@nestjs/common';
import { loadRedisClient } from './redis-client.js';

export interface RedisOptions {
  /** `redis://user:password@host:port/database`, or `rediss://` for TLS. */
  readonly url: string;
  /** The prefix of every key. @default 'portcullis:' */
  readonly prefix?: string;
}

/** The part of a Redis client that this library uses. */
export interface RedisConnection {
  eval(script: string, options: { readonly keys: string[]; readonly arguments: string[] }): Promise<unknown>;
  close(): void;
}

/** A request fails within two seconds if Redis does not respond. */
const REQUEST_MILLISECONDS = 1_500;

const START_MILLISECONDS = 10_000;
const MAX_PAUSE_MILLISECONDS = 1_000;

/**
 * Opens a connection that reconnects by itself. Commands fail at once while it is lost.
 *
 * @throws Error if `@redis/client` is not installed, the URL can't be parsed, or Redis is out of reach for ten seconds. No message
 * contains a part of the password.
 */
export async function connectToRedis({ url }: RedisOptions): Promise<RedisConnection> {
  demandReadable(url);
  const { createClient } = await loadRedisClient();
  const client = createClient({
    url,
    disableOfflineQueue: true,
    commandOptions: { timeout: REQUEST_MILLISECONDS },
    socket: {
      connectTimeout: REQUEST_MILLISECONDS,
      reconnectStrategy: (attempts) => Math.min(50 * 2 ** attempts, MAX_PAUSE_MILLISECONDS),
    },
  });
  const logger = new Logger('Redis');
  let outage: string | undefined;
  client.on('error', (error: Error) => {
    if (outage === undefined) {
      logger.warn(`${placeOf(url)} is out of reach: ${error.message}`);
    }
    outage = error.message;
  });
  client.on('ready', () => (outage = undefined));

  const close = (): void => {
    if (client.isOpen) {
      client.destroy();
    }
  };
  const connected = client.connect();
  let timer: NodeJS.Timeout | undefined;
  const timedOut = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(
        new Error(
          `Redis at ${placeOf(url)} is out of reach (${outage ?? 'no answer'}): start it, or correct the option url of redisSignInLimiter.`,
        ),
      );
    }, START_MILLISECONDS);
  });
  try {
    await Promise.race([connected, timedOut]);
  } catch (error) {
    connected.catch(() => undefined);
    close();
    throw error;
  } finally {
    clearTimeout(timer);
  }
  return {
    eval: (script, options) => client.eval(script, { keys: options.keys, arguments: options.arguments }),
    close,
  };
}

/** The time of Redis, in milliseconds since the epoch. */
export async function redisTime(redis: RedisConnection): Promise<number> {
  const script = "local now = redis.call('TIME') return {now[1], now[2]}";
  const [seconds, microseconds] = (await redis.eval(script, { keys: [], arguments: [] })) as [string, string];
  return Number(seconds) * 1_000 + Number(microseconds) / 1_000;
}

/**
 * Messages contain the host of the URL. A special character in the password must not make a part of the password the host.
 *
 * @throws Error without the URL
 */
function demandReadable(url: string): void {
  const afterAuthority = /^[^/]*\/\/[^/?#]*(.*)$/s.exec(url)?.[1];
  if (afterAuthority === undefined || !/^(?:\/\d*)?(?:\?[^@]*)?$/.test(afterAuthority) || !URL.canParse(url)) {
    // Without the error of `URL`, which contains the URL.
    throw new Error(
      "The option url of redisSignInLimiter can't be read: it must be like redis://user:password@host:port/0, with the " +
        'special characters of user and password percent-encoded (/ as %2F, @ as %40).',
    );
  }
}

/** Without the credentials. */
function placeOf(url: string): string {
  return new URL(url).host;
}
