import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { localSecret } from './config/local-secret.js';
import type { Settings } from './config/settings.js';
import { openDatabase } from './database/open-database.js';
import { Drain } from './http/drain.js';

/** The service from the moment its start begins. */
export interface StartingService {
  /** Settles when it listens, or can't. */
  readonly started: Promise<void>;
  /** Answers the requests in flight, then closes whatever has been opened so far; a second call waits for the first. */
  stop(): Promise<void>;
}

/** Opens the database, composes the service, listens, and says where. */
export function startService(settings: Settings, logger: Logger): StartingService {
  const { opened, underWay } = openDatabase(settings);
  let app: NestFastifyApplication | undefined;
  let drain: Drain | undefined;
  let stopped: Promise<void> | undefined;

  const start = async (): Promise<void> => {
    // What takes long to load, while a database of the service's own comes up: begun sooner, it would hold that up.
    await underWay;
    const [{ createApp }, database] = await Promise.all([import('./create-app.js'), opened]);
    const jwtSecret = settings.jwtSecret ?? (await localSecret(settings.dataDir));
    app = await createApp({ ...settings, jwtSecret, databaseUrl: database.url }, logger);
    drain = new Drain(app.getHttpServer());
    await app.listen(settings.port, settings.host);
    announce(await app.getUrl(), database.description, settings, logger);
  };

  const stop = async (): Promise<void> => {
    await drain?.run();
    await app?.close();
    // What could not be opened needs no closing, and `started` has told of it.
    await (await opened.catch(() => undefined))?.close();
  };

  return { started: start(), stop: () => (stopped ??= stop()) };
}

function announce(url: string, data: string, { production, docsEnabled }: Settings, logger: Logger): void {
  if (production) {
    logger.info({ url }, 'listening');
    return;
  }
  const lines = [
    '',
    `  Portcullis is up    ${url}`,
    ...(docsEnabled ? [`  Swagger UI          ${url}/docs`] : []),
    `  Data                ${data}`,
    '  Stop                Ctrl-C',
    '',
    '',
  ];
  process.stdout.write(lines.join('\n'));
}
