import type { DynamicModule, INestApplication, ModuleMetadata } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { AuthModule, type AuthModuleOptions } from '@portcullis/auth';
import { AccessTokenService } from '@portcullis/auth/spi';
import { pino } from 'pino';
import { NestLogger } from '../../../src/logging/nest-logger.js';
import type { Adapter } from '../../support/adapters.js';
import { TEST_SECRET } from '../../support/secret.js';
import { MemoryUserRepository } from './memory.user-repository.js';
import { TravellingClock } from './travelling.clock.js';

/** The option `socketCheckSeconds`. Short, as the tests wait for it. */
export const CHECK_SECONDS = 0.1;

/** An application with `AuthModule`, users in memory, and the errors that it logs. */
export class Host {
  readonly users = new MemoryUserRepository();
  readonly clock = new TravellingClock();
  readonly logged: string[] = [];
  app!: INestApplication;

  /** The module under test, for the `imports` of the application. */
  authModule(options: Partial<AuthModuleOptions> = {}): DynamicModule {
    return AuthModule.forRoot({
      issuer: 'https://chat.example.com',
      audience: 'chat',
      secret: TEST_SECRET,
      socketCheckSeconds: CHECK_SECONDS,
      isGlobal: true,
      userRepository: { useValue: this.users },
      clock: { useValue: this.clock },
      ...options,
    });
  }

  async start(
    metadata: ModuleMetadata,
    configure: (app: INestApplication) => unknown = () => {},
    adapter: Adapter = 'express',
  ): Promise<this> {
    const logger = pino({ level: 'error' }, { write: (line) => void this.logged.push(line) });
    const module = await Test.createTestingModule(metadata).setLogger(new NestLogger(logger)).compile();
    this.app = module.createNestApplication(adapter === 'fastify' ? new FastifyAdapter() : new ExpressAdapter());
    await configure(this.app);
    await this.app.listen(0, '127.0.0.1');
    return this;
  }

  tokenOf(subject: string, ...scope: string[]): string {
    return this.app.get(AccessTokenService).issue({ subject, scope }).accessToken;
  }
}

/** A token that is valid except for its age. */
function expiredTokenOf(host: Host, subject: string): string {
  host.clock.travel(-3600);
  const token = host.tokenOf(subject);
  host.clock.travel(3600);
  return token;
}

/** The problem document of a refusal, the same on every transport. */
export function problem(status: number, code: string, detail: string) {
  const titles: Readonly<Record<number, string>> = {
    400: 'Bad Request',
    401: 'Unauthorized',
    403: 'Forbidden',
    503: 'Service Unavailable',
  };
  return { type: 'about:blank', title: titles[status], status, detail, code };
}

export const PROBLEMS = {
  none: problem(401, 'not_authenticated', 'Not authenticated'),
  bad: problem(401, 'invalid_token', 'Could not validate credentials'),
  inactive: problem(400, 'inactive_user', 'Inactive user'),
  role: problem(403, 'insufficient_role', 'Missing role admin'),
  scope: problem(403, 'insufficient_scope', 'Missing scope chat:write'),
  denied: problem(403, 'access_denied', 'Forbidden'),
  outage: problem(503, 'service_unavailable', 'Service temporarily unavailable'),
} as const;

/** Tokens that every transport refuses. */
export const BAD_TOKENS = [
  { name: 'a bad token', tokenOf: () => 'not.a.token', expected: PROBLEMS.bad },
  { name: 'an expired token', tokenOf: (host: Host) => expiredTokenOf(host, 'alice'), expected: PROBLEMS.bad },
  { name: 'the token of a deleted user', tokenOf: (host: Host) => host.tokenOf('unknown'), expected: PROBLEMS.bad },
  { name: 'the token of an inactive user', tokenOf: (host: Host) => host.tokenOf('gone'), expected: PROBLEMS.inactive },
] as const;
