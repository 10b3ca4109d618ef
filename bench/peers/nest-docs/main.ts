// Nest as the chapters "Passport (auth)" and "SQL (TypeORM)" of its documentation show it: passport-jwt with a string as the
// secret, and a repository that finds one user. On Fastify like the service, the faster adapter.
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';

const app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter(), { logger: false });
await app.listen(Number(process.env['PORT']), '127.0.0.1');
