// The application for the tests of another one, which starts it as a process of its own: listens where it is told, publishes
// the next of its keys on a message, and ends with whoever started it.
import './environment.js';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { SystemClock } from '@portcullis/auth';
import { KeyAdministration } from '@portcullis/sessions';
import { DataSource } from 'typeorm';
import { AppModule } from '../after/app.module.js';
import { keyRotation } from '../after/sessions.js';

const app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter(), { logger: ['error'] });
await app.listen(Number(process.env['PORT']), '127.0.0.1');

const options = { ...keyRotation, secret: process.env['AUTH_SECRET'] ?? '' };
const keys = new KeyAdministration(app.get(DataSource), options, new SystemClock());
process.on('message', () => void keys.rotate());
process.once('disconnect', () => void app.close());
process.send?.('listening');
