import { Controller, Get, HttpCode, type INestApplication, Post, UseGuards } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ActiveUserGuard, AuthModule, CurrentUser, JwtAuthGuard, LocalAuthGuard } from '@portcullis/auth';
import { AccessTokenService } from '@portcullis/auth/spi';
import type { Answer, Client } from '../support/client.js';
import { ADAPTERS } from '../support/adapters.js';
import { type Employee, EmployeeRepository, OPTIONS, PASSWORD, startHost } from './host.js';

@Controller()
class HostController {
  @Get('open')
  open() {
    return { open: true };
  }

  @Get('mine')
  @UseGuards(JwtAuthGuard, ActiveUserGuard)
  mine(@CurrentUser() employee: Employee, @CurrentUser('username') username: string) {
    return { department: employee.department, username };
  }

  @Get('even-inactive')
  @UseGuards(JwtAuthGuard)
  evenInactive(@CurrentUser<Employee>('department') department: string) {
    return { department };
  }

  @Post('session')
  @HttpCode(200)
  @UseGuards(LocalAuthGuard, ActiveUserGuard)
  signIn(@CurrentUser('username') username: string) {
    return { username };
  }
}

describe.each(ADAPTERS)('an application without global guards, on %s', (adapter) => {
  let app: INestApplication;
  let client: Client;

  beforeAll(async () => {
    ({ app, client } = await startHost(adapter, {
      imports: [AuthModule.forRoot({ ...OPTIONS, userRepository: EmployeeRepository })],
      controllers: [HostController],
    }));
  });
  afterAll(() => app.close());

  it('keeps its unguarded routes open, as the library binds no global guard', async () => {
    expect((await client.get('/open')).body).toEqual({ open: true });
  });

  it('injects the user of its repository, or a member of it', async () => {
    const answer = await withToken('/mine', 'alice');
    expect(answer.body).toEqual({ department: 'research', username: 'alice' });
  });

  it('lets an inactive user pass without ActiveUserGuard', async () => {
    const { accessToken } = tokenOf('9a2e');
    const headers = { Authorization: `Bearer ${accessToken}` };
    expect((await client.get('/mine', headers)).body).toMatchObject({ code: 'inactive_user' });
    expect((await client.get('/even-inactive', headers)).body).toEqual({ department: 'sales' });
  });

  it('sends a challenge without an exception filter', async () => {
    const answer = await client.get('/mine');
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="portcullis"');
    expect(answer.body).toMatchObject({ code: 'not_authenticated', detail: 'Not authenticated' });
  });

  it('signs users in at its own route, from a JSON body', async () => {
    const answer = await client.postJson('/session', { username: 'alice', password: PASSWORD });
    expect(answer.body).toEqual({ username: 'alice' });
    expectRefusal(await client.postJson('/session', { username: 'alice', password: 'wrong' }), 401, 'invalid_grant');
    expectRefusal(await client.postJson('/session', { username: 'gone', password: PASSWORD }), 400, 'inactive_user');
  });

  it('reads no password from the URL, and none that is not a text', async () => {
    const query = `username=alice&password=${encodeURIComponent(PASSWORD)}`;
    expectRefusal(await client.postJson(`/session?${query}`, {}), 400, 'invalid_request');
    for (const password of [7, true, null, [PASSWORD], { toString: PASSWORD }, '']) {
      expectRefusal(await client.postJson('/session', { username: 'alice', password }), 400, 'invalid_request');
    }
  });

  function expectRefusal(answer: Answer, status: number, code: string): void {
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code });
  }

  async function withToken(path: string, username: string): Promise<Answer> {
    const { body } = await client.signIn(username, PASSWORD);
    return client.get(path, { Authorization: `Bearer ${body.access_token as string}` });
  }

  function tokenOf(subject: string) {
    return app.get(AccessTokenService).issue({ subject, scope: [] });
  }
});
