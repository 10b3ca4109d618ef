import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { TestingModuleBuilder } from '@nestjs/testing';

/** The application on Fastify, listening, with a client of its own. */
export async function listening(builder: TestingModuleBuilder) {
  const module = await builder.compile();
  const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const call = (path: string, init?: RequestInit) => fetch(`${url}${path}`, init);
  return { app, call };
}

export type Listening = Awaited<ReturnType<typeof listening>>;
