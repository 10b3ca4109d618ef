import { existsSync } from 'node:fs';
import { loadEnvFile } from 'node:process';
import { localSecret } from './config/local-secret.js';
import { readSettings } from './config/settings.js';
import { createApp } from './create-app.js';
import { openDatabase } from './database/open-database.js';
import { createLogger } from './logging/logger.js';
import { stopOnSignal } from './stop-on-signal.js';

async function main(): Promise<void> {
  if (existsSync('.env')) {
    loadEnvFile();
  }
  const settings = readSettings(process.env);
  const logger = await createLogger(settings);
  const database = await openDatabase(settings);
  const jwtSecret = settings.jwtSecret ?? (await localSecret(settings.dataDir));
  const app = await createApp({ ...settings, jwtSecret, databaseUrl: database.url }, logger);
  stopOnSignal(logger, async () => {
    await app.close();
    await database.close();
  });
  await app.listen(settings.port, settings.host);
  const url = await app.getUrl();
  if (settings.production) {
    logger.info({ url }, 'listening');
  } else {
    process.stdout.write(
      [
        '',
        `  Portcullis is up    ${url}`,
        settings.docsEnabled ? `  Swagger UI          ${url}/docs` : '',
        `  Data                ${database.description}`,
        '  Stop                Ctrl-C',
        '',
        '',
      ].join('\n'),
    );
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
