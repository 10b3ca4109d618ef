import { Body, Controller, type INestApplication, type NestApplicationOptions, Post, UseGuards } from '@nestjs/common';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AuthModule, CurrentExchange, LocalAuthGuard, type RawExchange, SignInService } from '@portcullis/auth';
import type { Login } from '@portcullis/auth/spi';
import type { FastifyInstance } from 'fastify';
import { Client } from '../support/client.js';
import type { Adapter } from '../support/adapters.js';
import { EmployeeRepository, OPTIONS, PASSWORD } from './host.js';

@Controller()
class LoginController {
  constructor(private readonly signIn: SignInService) {}

  @Post('login')
  login(@Body() body: Login, @CurrentExchange() exchange: RawExchange) {
    return this.signIn.byPassword(body, exchange);
  }

  @Post('session')
  @UseGuards(LocalAuthGuard)
  session() {}
}

const lineFor = (what: string, line: string) =>
  `A client has sent ${what}, and this application has no parser for it: leave out bodyParser: false, or write ${line} before app.listen().`;
const OF_EXPRESS = lineFor('a form', "app.useBodyParser('urlencoded', { extended: false })");
const OF_EXPRESS_JSON = lineFor('JSON', "app.useBodyParser('json')");
const OF_FASTIFY = lineFor('a form', "app.useBodyParser('application/x-www-form-urlencoded')");

/** A plugin, which Fastify loads after Nest has initialised the application. */
const formParser = Object.assign(
  async (fastify: FastifyInstance) => {
    fastify.addContentTypeParser('application/x-www-form-urlencoded', async () => ({}));
  },
  { [Symbol.for('skip-override')]: true },
);

describe('an application without body parsers', () => {
  let app: INestApplication;
  let client: Client;
  const logged: string[] = [];
  beforeEach(() => void logged.splice(0));
  afterEach(() => app.close());

  async function start(
    adapter: Adapter,
    options: NestApplicationOptions,
    configure: (app: never) => unknown = () => {},
    tokenEndpoint: string | false = 'token',
  ) {
    const error = (message: string) => void logged.push(message);
    const module = await Test.createTestingModule({
      imports: [AuthModule.forRoot({ ...OPTIONS, userRepository: EmployeeRepository, tokenEndpoint })],
      controllers: [LoginController],
    })
      .setLogger({ error, warn() {}, log() {} })
      .compile();
    app = module.createNestApplication(adapter === 'fastify' ? new FastifyAdapter() : new ExpressAdapter(), options);
    configure(app as never);
    await app.listen(0, '127.0.0.1');
    client = new Client(await app.getUrl());
  }

  it('logs once at the first request which line to add, on Express', async () => {
    await start('express', { bodyParser: false });
    expect(logged).toEqual([]);
    for (let attempt = 0; attempt < 2; attempt += 1) {
      expect((await client.signIn('alice', PASSWORD)).status).toBe(400);
    }
    expect(logged).toEqual([OF_EXPRESS]);
  });

  it.each(['/login', '/session'])('logs it for JSON at %s, on Express', async (path) => {
    await start('express', { bodyParser: false });
    expect((await client.postJson(path, { username: 'alice', password: PASSWORD })).status).toBe(400);
    expect(logged).toEqual([OF_EXPRESS_JSON]);
  });

  it('logs once at the first request which line to add, on Fastify', async () => {
    await start('fastify', { bodyParser: false });
    for (let attempt = 0; attempt < 2; attempt += 1) {
      expect((await client.signIn('alice', PASSWORD)).status).toBe(415);
    }
    expect(logged).toEqual([OF_FASTIFY]);
  });

  it('works with the line, on Express', async () => {
    await start('express', { bodyParser: false }, (express: NestExpressApplication) =>
      express.useBodyParser('urlencoded', { extended: false }),
    );
    expect((await client.signIn('alice', PASSWORD)).status).toBe(200);
    expect(logged).toEqual([]);
  });

  it('works with the line, on Fastify', async () => {
    await start('fastify', { bodyParser: false }, (fastify: NestFastifyApplication) =>
      fastify.useBodyParser('application/x-www-form-urlencoded'),
    );
    expect((await client.signIn('alice', PASSWORD)).status).toBe(200);
    expect(logged).toEqual([]);
  });

  it('logs nothing on Fastify if a parser for every type or a plugin reads forms, or there is no token endpoint', async () => {
    const parsers: ((fastify: FastifyInstance) => unknown)[] = [
      (fastify) => fastify.addContentTypeParser('*', async () => ({})),
      (fastify) => fastify.register(formParser),
    ];
    for (const addTo of parsers) {
      await start('fastify', { bodyParser: false }, (nest: NestFastifyApplication) =>
        addTo(nest.getHttpAdapter().getInstance()),
      );
      expect((await client.signIn('alice', PASSWORD)).body).toMatchObject({
        detail: 'The parameter username is missing',
      });
      await app.close();
    }
    await start('fastify', { bodyParser: false }, undefined, false);
    await client.postForm('/login', '');
    expect(logged).toEqual([]);
  });

  it.each(['express', 'fastify'] as const)('logs nothing for a malformed request, on %s', async (adapter) => {
    await start(adapter, {});
    await client.postForm('/token', '');
    await client.postJson('/token', { username: 'alice', password: PASSWORD });
    await client.postJson('/login', {});
    await client.postJson('/login', '[]');
    await client.send('/token', { method: 'POST' });
    expect(logged).toEqual([]);
  });
});
