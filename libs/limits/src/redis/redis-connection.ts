import { Logger } from '@nestjs/common';

export interface RedisOptions {
  /** `redis://user:password@host:port/database`, or `rediss://` for TLS. */
  readonly url: string;
  /** Stands before every key. @default 'portcullis:' */
  readonly prefix?: string;
}

/** As much of Redis as is asked for. */
export interface RedisConnection {
  eval(script: string, options: { readonly keys: string[]; readonly arguments: string[] }): Promise<unknown>;
  del(key: string): Promise<unknown>;
  close(): void;
}

/** A Redis that hangs is an error before a request has waited for two seconds. */
const REQUEST_MILLISECONDS = 1_500;

const START_MILLISECONDS = 10_000;
const MAX_PAUSE_MILLISECONDS = 1_000;

/**
 * Opens a connection that comes back by itself when it was lost. While it is, commands fail at once.
 *
 * @throws Error where `@redis/client` is not installed, or Redis out of reach for ten seconds
 */
export async function connectToRedis({ url }: RedisOptions): Promise<RedisConnection> {
  const { createClient } = await import('@redis/client');
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
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(
        new Error(`Redis at ${placeOf(url)} is out of reach (${outage ?? 'no answer'}): start it, or correct its URL.`),
      );
    }, START_MILLISECONDS);
  });
  try {
    await Promise.race([connected, tooLate]);
  } catch (error) {
    connected.catch(() => undefined);
    close();
    throw error;
  } finally {
    clearTimeout(timer);
  }
  return {
    eval: (script, options) => client.eval(script, { keys: options.keys, arguments: options.arguments }),
    del: (key) => client.del(key),
    close,
  };
}

/** Without the credentials. */
function placeOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'its URL';
}
