import { existsSync } from 'node:fs';
import { loadEnvFile } from 'node:process';
import { readSettings } from './config/settings.js';
import { listenFailure } from './listen-failure.js';
import { createLogger } from './logging/logger.js';
import { startService } from './start-service.js';
import { stopOnSignal } from './stop-on-signal.js';

async function main(): Promise<void> {
  if (existsSync('.env')) {
    loadEnvFile();
  }
  const settings = readSettings(process.env);
  const logger = await createLogger(settings);
  const service = startService(settings, logger);
  // Before the service is up, for a database that it has started by then must not be left behind.
  stopOnSignal(logger, () => service.stop());
  try {
    await service.started;
  } catch (error) {
    await service.stop().catch((err: unknown) => logger.error({ err }, 'stopping failed'));
    throw listenFailure(error, { ...settings, names: { host: 'HOST', port: 'PORT' } });
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
