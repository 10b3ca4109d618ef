import { setTimeout as pause } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { localSecret } from './config/local-secret.js';
import type { Settings } from './config/settings.js';
import { openDatabase } from './database/open-database.js';
import { Drain } from './http/drain.js';

/** A service that is starting or running. */
export interface StartingService {
  /** Resolves when the service listens; rejects if it can't. */
  readonly started: Promise<void>;
  /** Resolves with the reason if the service can't continue. */
  readonly failed: Promise<Error>;
  /** Completes the requests in flight, then closes everything that is open; a second call waits for the first. */
  stop(): Promise<void>;
}

/** Longer than the limit for requests in flight, shorter than the deadline of the stop. In milliseconds. */
const CLOSE_APP_WITHIN_MS = 7_500;

/** Opens the database, composes the service, listens, and logs the address. */
export function startService(settings: Settings, logger: Logger): StartingService {
  const { opened, underWay } = openDatabase(settings, (sentence) => logger.warn(sentence));
  let app: NestFastifyApplication | undefined;
  let drain: Drain | undefined;
  let stopped: Promise<void> | undefined;

  const start = async (): Promise<void> => {
    // Loads the application while the service's own database starts. Loading it earlier would delay the start of the database.
    await underWay;
    const [{ createApp }, database] = await Promise.all([import('./create-app.js'), opened]);
    const jwtSecret = settings.jwtSecret ?? (await localSecret(settings.dataDir));
    app = await createApp({ ...settings, jwtSecret, databaseUrl: database.url }, logger);
    drain = new Drain(app.getHttpServer());
    await app.listen(settings.port, settings.host);
    announce(await app.getUrl(), database.description, settings, logger);
  };

  const closeApp = async (): Promise<void> => {
    await drain?.run();
    await app?.close();
  };
  const stop = async (): Promise<void> => {
    try {
      // Stops the database in time, even if the application can't be closed.
      await Promise.race([closeApp(), pause(CLOSE_APP_WITHIN_MS, undefined, { ref: false })]);
    } finally {
      // If the database was not opened, `started` has rejected with the error.
      await (await opened.catch(() => undefined))?.close();
    }
  };

  const failed = new Promise<Error>((settle) => {
    // If the database was not opened, `started` has rejected with the error.
    opened.then(({ lost }) => lost.then(settle)).catch(() => undefined);
  });
  return { started: start(), failed, stop: () => (stopped ??= stop()) };
}

function announce(url: string, data: string, settings: Settings, logger: Logger): void {
  const { production, docsEnabled, publicUrl, mailUrl } = settings;
  if (production) {
    logger.info({ url, publicUrl }, 'listening');
    return;
  }
  const lines = [
    '',
    `  Portcullis is up    ${url}`,
    ...(publicUrl === undefined ? [] : [`  For users           ${publicUrl}`]),
    ...(docsEnabled ? [`  Swagger UI          ${publicUrl ?? url}/docs`] : []),
    `  Data                ${data}`,
    `  Mail                ${mailUrl === undefined ? `${publicUrl ?? url}/mailbox, or npm run mailbox` : new URL(mailUrl).host}`,
    '  Stop                Ctrl-C',
    '',
    '',
  ];
  process.stdout.write(lines.join('\n'));
}
