// @ts-check
// The reference service over the data layer that `LAYER` names. Listens at `PORT`.
import { NestFactory } from '@nestjs/core';
import { built } from './built.mjs';

/** @type {typeof import('../../src/app.module.js')} */
const { AppModule } = await built('src/app.module.js');
/** @type {typeof import('../../src/create-app.js')} */
const { configureHttp } = await built('src/create-app.js');
/** @type {typeof import('../../src/config/settings.js')} */
const { readSettings } = await built('src/config/settings.js');
/** @type {typeof import('../../src/http/fastify.js')} */
const { fastifyAdapter } = await built('src/http/fastify.js');
/** @type {typeof import('../../src/logging/logger.js')} */
const { createLogger } = await built('src/logging/logger.js');
/** @type {typeof import('../../libs/database/src/index.js')} */
const { AuthDatabaseModule } = await built('libs/database/src/index.js');

const settings = readSettings(process.env);
const { databaseUrl = '', jwtSecret = '', port } = settings;
const runtime = { ...settings, databaseUrl, jwtSecret };
const logger = await createLogger(settings);

const layer = new URL(`${process.env['LAYER']}.mjs`, import.meta.url).href;
/** @type {{ adapterOf: (url: string) => import('@portcullis/database').DatabaseAdapter | Promise<import('@portcullis/database').DatabaseAdapter> }} */
const { adapterOf } = await import(layer);
const database = AuthDatabaseModule.forRoot({ adapter: await adapterOf(databaseUrl) });

/** @type {import('@nestjs/platform-fastify').NestFastifyApplication} */
const app = await NestFactory.create(AppModule.forRuntime(runtime, database), fastifyAdapter(runtime, logger), {
  logger: false,
});
configureHttp(app, runtime);
await app.listen(port, '127.0.0.1');
