import { Controller, Get, type INestApplication } from '@nestjs/common';
import {
  type AuthenticatedUser,
  Authorize,
  CurrentUser,
  GLOBAL_GUARDS,
  hasRole,
  Public,
  Roles,
  Scopes,
} from '@portcullis/auth';
import { ResourceServerModule } from '@portcullis/auth/resource-server';
import { Clock } from '@portcullis/auth';
import { startHost } from '../embedding/host.js';
import type { Client } from '../support/client.js';
import type { Adapter } from '../support/adapters.js';
import { AUDIENCE, type Issuer } from './issuer.js';

@Controller('reports')
class ReportsController {
  @Get()
  @Scopes('reports:read')
  list() {
    return { reports: [] };
  }

  @Get('mine')
  mine(@CurrentUser() user: AuthenticatedUser) {
    return { ...user };
  }

  @Get('all')
  @Roles('clerk')
  all() {
    return { reports: ['all'] };
  }

  @Get('audit')
  @Authorize(hasRole('auditor'))
  audit() {
    return { reports: ['audit'] };
  }

  @Public()
  @Get('open')
  open() {
    return { open: true };
  }
}

/** The system's time plus what a test adds. */
export class MovableClock extends Clock {
  moved = 0;

  now(): number {
    return Date.now() + this.moved;
  }

  advance(seconds: number): void {
    this.moved += seconds * 1000;
  }
}

export type ModuleOptions = Partial<Parameters<typeof ResourceServerModule.forRoot>[0]>;

/** A service without a database and without a secret. */
export interface ResourceServer {
  readonly app: INestApplication;
  readonly client: Client;
  readonly clock: MovableClock;
  /** Requests one of its routes with a token. */
  get(path: string, token: string): ReturnType<Client['get']>;
  /** @returns the status of the route that requires only a valid token */
  status(token: string): Promise<number>;
}

export async function startResourceServer(
  issuer: Pick<Issuer, 'url'>,
  options: ModuleOptions = {},
  adapter: Adapter = 'fastify',
): Promise<ResourceServer> {
  const clock = new MovableClock();
  const auth = ResourceServerModule.forRoot({
    issuer: issuer.url,
    audience: AUDIENCE,
    isGlobal: true,
    clock: { useValue: clock },
    ...options,
  });
  const { app, client } = await startHost(adapter, {
    imports: [auth],
    controllers: [ReportsController],
    providers: [...GLOBAL_GUARDS],
  });
  const get = (path: string, token: string) => client.get(path, { Authorization: `Bearer ${token}` });
  return { app, client, clock, get, status: async (token) => (await get('/reports/mine', token)).status };
}
