import { Controller, Get, Injectable, Module } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { CurrentUser, GLOBAL_GUARDS, Roles, Scopes } from '@portcullis/auth';
import { ResourceServerModule, type ResourceServerOptions } from '@portcullis/auth/resource-server';
import { startHost } from '../embedding/host.js';
import { AUDIENCE, Issuer } from './issuer.js';

const OPTIONS = { issuer: 'https://auth.example.com', audience: AUDIENCE };

@Controller()
class GreetingController {
  @Get('greeting')
  greeting(@CurrentUser('username') username: string) {
    return { username };
  }
}

function start(
  auth: ReturnType<typeof ResourceServerModule.forRoot>,
  controller: new () => object = GreetingController,
) {
  return startHost('fastify', { imports: [auth], controllers: [controller], providers: [...GLOBAL_GUARDS] });
}

describe('ResourceServerModule', () => {
  it('takes its options from a factory, and the user repository from a module', async () => {
    @Injectable()
    class Staff {
      findBySubject = async (id: string) => ({ id, username: `number ${id}`, isActive: true });
    }

    @Module({ providers: [Staff], exports: [Staff] })
    class StaffModule {}

    const issuer = await new Issuer().start();
    const auth = ResourceServerModule.forRootAsync({
      isGlobal: true,
      imports: [StaffModule],
      userRepository: { useExisting: Staff },
      useFactory: () => ({ issuer: issuer.url, audience: AUDIENCE }),
    });
    const { app, client } = await start(auth);
    const { body } = await client.get('/greeting', { Authorization: `Bearer ${issuer.token()}` });
    expect(body).toEqual({ username: 'number 7f1c' });
    await app.close();
    await issuer.stop();
  });

  it.each(['issuer', 'audience'])('says what to write if %s is missing', async (name) => {
    await expect(start(ResourceServerModule.forRoot({ ...OPTIONS, [name]: undefined }))).rejects.toThrow(
      new RegExp(
        `^The option ${name} of ResourceServerModule must be .*, not undefined\\. Write: ResourceServerModule\\.forRoot\\(`,
      ),
    );
  });

  it.each<[string, Partial<ResourceServerOptions>]>([
    ['an issuer over plain http', { issuer: 'http://auth.example.com' }],
    ['keys over plain http', { jwksUri: 'http://auth.example.com/keys' }],
    ['a host that only looks like this machine', { jwksUri: 'http://127.0.0.1.example.com/keys' }],
    ['an issuer that is not a URL, and no jwksUri', { issuer: 'portcullis' }],
    ['credentials in the URL', { jwksUri: 'https://me:secret@auth.example.com/keys' }],
    ['a file', { jwksUri: 'file:///keys.json' }],
    ['no cooldown', { refreshCooldown: 0 }],
    ['keys that never expire', { keysOutliveIssuer: Infinity }],
    ['an excessive socketCheckSeconds', { socketCheckSeconds: 100_000 }],
  ])('does not start with %s', async (_what, options) => {
    await expect(start(ResourceServerModule.forRoot({ ...OPTIONS, ...options }))).rejects.toThrow(
      /^The option \w+ of ResourceServerModule must be .* Write: ResourceServerModule\.forRoot\(/,
    );
  });

  it('accepts plain http if the host allows it', async () => {
    const { app } = await start(
      ResourceServerModule.forRoot({ ...OPTIONS, issuer: 'http://auth.internal', allowInsecureHttp: true }),
    );
    await app.close();
  });

  it('does not start with an undeclared role or scope, and says which option to correct', async () => {
    @Controller()
    class MisspeltController {
      @Get()
      @Roles('clrek')
      @Scopes('reports:raed')
      list() {}
    }

    const auth = ResourceServerModule.forRoot({ ...OPTIONS, roles: ['clerk'], scopes: {} });
    const starting = start(auth, MisspeltController);
    await expect(starting).rejects.toThrow(
      "'clrek', which the option roles of ResourceServerModule does not list: clerk",
    );
    await expect(starting).rejects.toThrow(
      "'reports:raed', which the option scopes of ResourceServerModule does not list: none",
    );
  });
});
