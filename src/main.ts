import { existsSync } from 'node:fs';
import { loadEnvFile } from 'node:process';
import { withVariables } from './config/option-variables.js';
import { readSettings, settingsWarnings } from './config/settings.js';
import { endProcess } from './end-process.js';
import { listenFailure } from './listen-failure.js';
import { createLogger } from './logging/logger.js';
import { mailWarnings } from './mail/mail-settings.js';
import { startService } from './start-service.js';
import { stopOnSignal } from './stop-on-signal.js';

async function main(): Promise<void> {
  if (existsSync('.env')) {
    loadEnvFile();
  }
  const settings = readSettings(process.env);
  const logger = await createLogger(settings);
  [...settingsWarnings(process.env), ...mailWarnings(settings)].forEach((warning) => logger.warn(warning));
  const service = startService(settings, logger);
  // Before the service is up, so that a signal also stops a database that the service has started.
  let end: (code: number) => void = exit;
  stopOnSignal(
    logger,
    () => service.stop(),
    (code) => end(code),
  );
  const stop = () => service.stop().catch((err: unknown) => logger.error({ err }, 'stopping failed'));
  try {
    await service.started;
    end = endProcess;
  } catch (error) {
    await stop();
    throw listenFailure(error, { ...settings, names: { host: 'HOST', port: 'PORT' } });
  }
  const failure = await service.failed;
  await stop();
  tell(failure);
  endProcess(1);
}

function tell(error: unknown): void {
  process.stderr.write(`${withVariables(error instanceof Error ? error.message : String(error))}\n`);
}

/** For a service that has not started: exits at once, because no thread can be hashing yet. */
function exit(code: number): never {
  process.exit(code);
}

main().catch((error: unknown) => {
  tell(error);
  exit(1);
});
