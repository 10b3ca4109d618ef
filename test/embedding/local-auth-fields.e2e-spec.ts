import { Controller, HttpCode, type INestApplication, Post, UseGuards } from '@nestjs/common';
import { afterEach, describe, expect, it } from '@jest/globals';
import { AuthModule, CurrentUser, LocalAuthGuard } from '@portcullis/auth';
import { ADAPTERS } from '../support/adapters.js';
import { EmployeeRepository, OPTIONS, PASSWORD, startHost } from './host.js';

@Controller()
class SessionController {
  @Post('session')
  @HttpCode(200)
  @UseGuards(LocalAuthGuard)
  signIn(@CurrentUser('username') username: string) {
    return { username };
  }
}

describe.each(ADAPTERS)('LocalAuthGuard with fields of the application, on %s', (adapter) => {
  let app: INestApplication | undefined;
  afterEach(() => app?.close());

  it('reads the fields that the option localAuth names, and no other', async () => {
    const localAuth = { usernameField: 'email', passwordField: 'secret' };
    const { client, ...host } = await startHost(adapter, {
      imports: [AuthModule.forRoot({ ...OPTIONS, userRepository: EmployeeRepository, localAuth })],
      controllers: [SessionController],
    });
    app = host.app;
    const answer = await client.postJson('/session', { email: 'alice', secret: PASSWORD });
    expect(answer.body).toEqual({ username: 'alice' });
    expect((await client.postJson('/session', { username: 'alice', password: PASSWORD })).body).toMatchObject({
      status: 400,
      detail: 'The parameter email is missing',
    });
    // The token endpoint keeps the names of RFC 6749.
    expect((await client.signIn('alice', PASSWORD)).status).toBe(200);
  });

  it('refuses to start with a field without a name', async () => {
    const localAuth = { usernameField: '' };
    const start = startHost(adapter, {
      imports: [AuthModule.forRoot({ ...OPTIONS, userRepository: EmployeeRepository, localAuth })],
    });
    await expect(start).rejects.toThrow(
      "The option localAuth.usernameField of AuthModule must be a string that is not empty, not ''. " +
        "Write: AuthModule.forRoot({ localAuth: { usernameField: 'email' }, … })",
    );
  });
});
