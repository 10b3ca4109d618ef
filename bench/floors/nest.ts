// The floor of a Nest application: the framework on Fastify with a constant response.
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

@Controller('me')
class MeController {
  @Get()
  me() {
    return { id: 1, username: 'user1', email: 'user1@example.com', email_verified: false, is_active: true, roles: [] };
  }
}

@Module({ controllers: [MeController] })
class AppModule {}

const app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter(), { logger: false });
await app.listen(Number(process.env['PORT']), '127.0.0.1');
