// What the documentation of Nest teaches, chapters "Passport (auth)" and "SQL (TypeORM)": passport-jwt with a secret that is
// a string, and a repository that looks for one user. On Fastify, the faster of Nest's adapters, as the service is.
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';

const app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter(), { logger: false });
await app.listen(Number(process.env['PORT']), '127.0.0.1');
