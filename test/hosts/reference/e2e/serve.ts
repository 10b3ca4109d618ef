// Starts the application in a process of its own for the tests of another application. Publishes the next of its keys when it gets
// a message, and ends with the process that started it.
import './environment.js';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { SystemClock } from '@portcullis/auth/spi';
import { Database } from '@portcullis/database';
import { KeyAdministration } from '@portcullis/keys';
import { AppModule } from '../after/app.module.js';
import { keyRotation } from '../after/sessions.js';

const app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter(), { logger: ['error'] });
await app.listen(Number(process.env['PORT']), '127.0.0.1');

const options = { ...keyRotation, secret: process.env['AUTH_SECRET'] ?? '' };
const keys = new KeyAdministration(app.get(Database), options, new SystemClock());
process.on('message', () => void keys.rotate());
process.once('disconnect', () => void app.close());
process.send?.('listening');
