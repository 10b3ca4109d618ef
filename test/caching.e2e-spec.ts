import { Controller, Get, Header, Post, Res, UseGuards, VERSION_NEUTRAL } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuthModule, CurrentUser, GLOBAL_GUARDS, LocalAuthGuard, OptionalAuth, Public } from '@portcullis/auth';
import { EmployeeRepository, OPTIONS, PASSWORD, startHost } from './embedding/host.js';
import { ADAPTERS } from './support/adapters.js';
import type { Client } from './support/client.js';
import { startService, type TestService } from './support/service.js';

@Controller({ version: VERSION_NEUTRAL })
class PagesController {
  constructor(private readonly http: HttpAdapterHost) {}

  @Get('greeting')
  greeting(@CurrentUser('username') name: string) {
    return { name };
  }

  @Get('picture')
  @Header('Cache-Control', 'private, max-age=60')
  picture() {
    return {};
  }

  @Get('report')
  report(@Res({ passthrough: true }) response: unknown) {
    this.http.httpAdapter.setHeader(response, 'Cache-Control', 'private, max-age=5');
    return {};
  }

  @OptionalAuth()
  @Get('start')
  start(@CurrentUser() user: unknown) {
    return { isKnown: user !== null };
  }

  @Public()
  @Get('open')
  open() {
    return {};
  }

  @Public()
  @UseGuards(LocalAuthGuard)
  @Post('sign-in')
  signIn() {
    return {};
  }
}

describe.each(ADAPTERS)('responses of the service that caches must not store, on %s', (adapter) => {
  let service: TestService;
  let token: string;

  beforeAll(async () => {
    service = await startService({ adapter });
    ({ token } = await service.client.newcomer('alice'));
  });
  afterAll(() => service.stop());

  it.each(['/me', '/me/sessions', '/users?limit=0'])('include every response of GET %s', async (path) => {
    const bearer = { Authorization: `Bearer ${token}` };
    for (const headers of [bearer, {}, { Authorization: 'Bearer x' }, { Authorization: 'Bearer' }]) {
      const answer = await service.client.get(path, headers);
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([answer.status, 'no-store']);
    }
  });

  it.each(['/password/forgot', '/password/reset', '/email/verify', '/register'])(
    'include the refusal of a body of %s that is no JSON',
    async (path) => {
      const answer = await service.client.postJson(path, '{');
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([400, 'no-store']);
    },
  );

  it('exclude the published keys', async () => {
    expect((await service.client.get('/.well-known/jwks.json')).headers.get('cache-control')).toMatch(/^public/);
  });
});

describe.each(ADAPTERS)('responses of an embedding application, on %s', (adapter) => {
  let client: Client;
  let stop: () => Promise<void>;
  let bearer: Record<string, string>;

  beforeAll(async () => {
    const host = await startHost(adapter, {
      imports: [AuthModule.forRoot({ ...OPTIONS, isGlobal: true, userRepository: EmployeeRepository })],
      controllers: [PagesController],
      providers: [...GLOBAL_GUARDS],
    });
    ({ client } = host);
    stop = () => host.app.close();
    const signedIn = await client.signIn('alice', PASSWORD);
    bearer = { Authorization: `Bearer ${String(signedIn.body['access_token'])}` };
  });
  afterAll(() => stop());

  const cachingOf = async (path: string) => {
    const answer = await client.get(path, bearer);
    expect(answer.status).toBe(200);
    return answer.headers.get('cache-control');
  };

  it('have no-store if a guard authenticates the caller', async () => {
    expect(await cachingOf('/greeting')).toBe('no-store');
    expect(await cachingOf('/start')).toBe('no-store');
    expect((await client.get('/start')).headers.get('cache-control')).toBe('no-store');
    for (const password of [PASSWORD, 'wrong']) {
      const signedIn = await client.postJson('/sign-in', { username: 'alice', password });
      expect(signedIn.headers.get('cache-control')).toBe('no-store');
    }
  });

  it('keep the Cache-Control of their handler', async () => {
    expect(await cachingOf('/picture')).toBe('private, max-age=60');
    expect(await cachingOf('/report')).toBe('private, max-age=5');
  });

  it('have no Cache-Control on public routes', async () => {
    expect(await cachingOf('/open')).toBeNull();
  });
});
