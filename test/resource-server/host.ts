import { Controller, Get, type INestApplication } from '@nestjs/common';
import {
  type AuthenticatedUser,
  Authorize,
  Clock,
  CurrentUser,
  GLOBAL_GUARDS,
  hasRole,
  Public,
  ResourceServerModule,
  Roles,
  Scopes,
} from '@portcullis/auth';
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

/** The system's time, moved by a test. */
export class MovedClock extends Clock {
  moved = 0;

  now(): number {
    return Date.now() + this.moved;
  }

  advance(seconds: number): void {
    this.moved += seconds * 1000;
  }
}

export type ModuleOptions = Partial<Parameters<typeof ResourceServerModule.forRoot>[0]>;

/** A service with neither a database nor a secret. */
export interface ResourceServer {
  readonly app: INestApplication;
  readonly client: Client;
  readonly clock: MovedClock;
  /** Asks for one of its routes with a token. */
  get(path: string, token: string): ReturnType<Client['get']>;
  /** The status of the route that asks for nothing but a good token. */
  status(token: string): Promise<number>;
}

export async function startResourceServer(
  issuer: Pick<Issuer, 'url'>,
  options: ModuleOptions = {},
  adapter: Adapter = 'fastify',
): Promise<ResourceServer> {
  const clock = new MovedClock();
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
