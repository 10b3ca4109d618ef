import { randomBytes } from 'node:crypto';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { PolicyTable } from '@portcullis/auth';
import { AppModule } from '../app.module.js';
import { readSettings } from '../config/settings.js';
import { DatabaseModule } from '../database/database.module.js';

/**
 * Returns the policy of every route as a table. Composes the application without starting it: connects to no database, opens no port,
 * and does not depend on the environment.
 *
 * @throws Error if the policies of the routes are invalid
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
