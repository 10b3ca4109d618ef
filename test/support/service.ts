import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplication } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test, type TestingModule, type TestingModuleBuilder } from '@nestjs/testing';
import { BACKGROUND_MAIL } from '@portcullis/auth/spi';
import { pino } from 'pino';
import { AppModule, type Runtime } from '../../src/app.module.js';
import { readSettings } from '../../src/config/settings.js';
import { configureHttp } from '../../src/create-app.js';
import { fastifyAdapter } from '../../src/http/fastify.js';
import { BODY_LIMIT_BYTES } from '../../src/http/body-limit.js';
import type { SlowClientLimits } from '../../src/http/slow-clients.js';
import { NestLogger } from '../../src/logging/nest-logger.js';
import type { Adapter } from './adapters.js';
import { Client } from './client.js';
import { createMigratedDatabase } from './database.js';
import { TEST_SECRET } from './secret.js';

export interface ServiceOptions {
  readonly adapter?: Adapter;
  readonly runtime?: Partial<Runtime>;
  /** Overrides providers before the module is compiled. */
  readonly override?: (builder: TestingModuleBuilder) => TestingModuleBuilder;
  /** Limits on Fastify, instead of the service's own. */
  readonly slowClients?: SlowClientLimits;
  /** Whether mails are sent. The outbox polls for them, which tests that count statements would see. @default false */
  readonly sendsMails?: boolean;
  /** Called with each line of the log. */
  readonly log?: (line: string) => void;
}

/** The reference service in this process, with its own port and database. */
export interface TestService {
  readonly app: INestApplication;
  readonly client: Client;
  readonly databaseUrl: string;
  stop(): Promise<void>;
}

/** Starts the service as `main.ts` does, on either adapter, with the lowest cost of bcrypt. */
export async function startService(options: ServiceOptions = {}): Promise<TestService> {
  const database = options.runtime?.databaseUrl === undefined ? await createMigratedDatabase() : undefined;
  const databaseUrl = options.runtime?.databaseUrl ?? database?.url ?? '';
  // For the mailbox, which creates it for the first mail.
  const dataDir = join(tmpdir(), `portcullis-service-${randomUUID()}`);
  const runtime: Runtime = {
    // The tests of Swagger UI use the compiled service.
    ...readSettings({ AUTH_BCRYPT_COST: '4', NODE_ENV: 'test', DOCS_ENABLED: 'false', DATA_DIR: dataDir }),
    jwtSecret: TEST_SECRET,
    databaseUrl,
    ...options.runtime,
  };
  const logger = pino({ level: options.log ? 'trace' : 'silent' }, { write: (line) => options.log?.(line) });
  const builder = Test.createTestingModule({ imports: [AppModule.forRuntime(runtime)] })
    .setLogger(new NestLogger(logger))
    .overrideProvider(BACKGROUND_MAIL)
    .useValue(options.sendsMails ?? false);
  const testingModule = await (options.override?.(builder) ?? builder).compile({ snapshot: true });
  const app =
    options.adapter === 'express'
      ? await onExpress(testingModule)
      : testingModule.createNestApplication(fastifyAdapter(runtime, logger, options.slowClients));
  configureHttp(app, runtime);
  await app.listen(0, '127.0.0.1');
  return {
    app,
    client: new Client(await app.getUrl()),
    databaseUrl,
    stop: async () => {
      await app.close();
      await database?.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function onExpress(testingModule: TestingModule): Promise<INestApplication> {
  // Other suites do not load Express.
  const { ExpressAdapter } = await import('@nestjs/platform-express');
  const app = testingModule.createNestApplication<NestExpressApplication>(new ExpressAdapter());
  app.useBodyParser('json', { limit: BODY_LIMIT_BYTES });
  app.useBodyParser('urlencoded', { limit: BODY_LIMIT_BYTES, extended: false });
  return app;
}
