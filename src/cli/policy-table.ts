import { randomBytes } from 'node:crypto';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { PolicyTable } from '@portcullis/auth';
import { AppModule } from '../app.module.js';
import { readSettings } from '../config/settings.js';
import { DatabaseModule } from '../database/database.module.js';

/**
 * Who may call what in this service, as a table. Composes the application and starts none of it: no database is asked, no port
 * opened, and nothing that the environment says changes the answer.
 *
 * @throws Error where what the routes ask is not sound
 */
export async function policyTable(): Promise<string> {
  const runtime = { ...readSettings({}), databaseUrl: '', jwtSecret: randomBytes(32).toString('hex') };
  const module = AppModule.forRuntime(runtime, DatabaseModule.unconnected());
  const app = await NestFactory.create(module, new FastifyAdapter(), {
    logger: false,
    abortOnError: false,
    snapshot: true,
  });
  try {
    await app.init();
    return String(app.get(PolicyTable, { strict: false }));
  } finally {
    await app.close();
  }
}
