import { jest } from '@jest/globals';

/**
 * Packages that each worker loads once for all of its suites: those that load slowly, and those that import them. Packages with
 * state of an application are not shared, such as Passport (strategies) and prom-client (metrics).
 */
const SHARED_PACKAGES = [
  '@nestjs/apollo',
  '@nestjs/common',
  '@nestjs/core',
  '@nestjs/graphql',
  '@nestjs/jwt',
  '@nestjs/microservices',
  '@nestjs/platform-express',
  '@nestjs/platform-fastify',
  '@nestjs/platform-socket.io',
  '@nestjs/platform-ws',
  '@nestjs/swagger',
  '@nestjs/testing',
  '@nestjs/typeorm',
  '@nestjs/websockets',
  '@redis/client',
  'class-transformer',
  'class-validator',
  'express',
  'fast-check',
  'fastify',
  'graphql',
  'pg',
  'pino',
  'reflect-metadata',
  'rxjs',
  'typeorm',
  'zod',
];

for (const name of SHARED_PACKAGES) {
  jest.unstable_mockModule(name, () => globalThis.importOutside(name));
}
