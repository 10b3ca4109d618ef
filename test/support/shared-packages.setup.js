import { jest } from '@jest/globals';

/**
 * What each worker loads once, and not once more for each of its suites: packages that take long to load, and those that reach
 * into them. What keeps something of one application for the next stays out, as far as it can: Passport's strategies,
 * Prometheus' metrics.
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
