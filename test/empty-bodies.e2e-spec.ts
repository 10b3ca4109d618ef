import { Body, Controller, Delete, type INestApplication, Patch, Post, Put } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Public } from '@portcullis/auth';
import { ignoreEmptyBody } from '@portcullis/auth/spi';
import type { FastifyInstance } from 'fastify';
import { rawRequest } from './attacks/support/raw-request.js';
import { PASSWORD } from './embedding/host.js';
import { startOAuthHost } from './embedding/oauth-host.js';
import { bearing, expectAlive, expectEnded, register, signIn, tokensIn } from './session-endpoints/support.js';
import { ADAPTERS } from './support/adapters.js';
import type { Client } from './support/client.js';
import { startService, type TestService } from './support/service.js';

const CONTENT_TYPES = [
  'application/json',
  'application/json; charset=utf-8',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'application/vnd.api+json',
  'application/vnd.example.v2+json; version=2',
  'text/plain',
  '*/*',
  'junk',
  ';',
  '',
] as const;

/** The forms of a request without content (RFC 9112, section 6.3). */
const EMPTY: Readonly<
  Record<string, { readonly version?: string; readonly headers: string[]; readonly body?: string }>
> = {
  'no length': { headers: [] },
  'a length of 0': { headers: ['Content-Length: 0'] },
  'no chunks': { headers: ['Transfer-Encoding: chunked'], body: '0\r\n\r\n' },
  'HTTP/1.0': { version: 'HTTP/1.0', headers: [] },
  'HTTP/1.0 and a length of 0': { version: 'HTTP/1.0', headers: ['Content-Length: 0'] },
};

/** @param contentType undefined for no `Content-Type` */
async function sendEmpty(
  url: string,
  request: string,
  emptiness: string,
  contentType: string | undefined,
  ...lines: readonly string[]
) {
  const { version = 'HTTP/1.1', headers, body = '' } = EMPTY[emptiness]!;
  const type = contentType === undefined ? [] : [`Content-Type: ${contentType}`];
  return rawRequest(url, [`${request} ${version}`, ...lines, ...type, ...headers], Buffer.from(body));
}

describe.each(ADAPTERS)('a request without a body, on %s', (adapter) => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({ adapter });
    await register(service.client, 'alice');
  });
  afterAll(() => service.stop());

  const authorization = (token: string) => `Authorization: Bearer ${token}`;

  describe.each(Object.keys(EMPTY))('with %s', (emptiness) => {
    const send = (request: string, contentType: string | undefined, ...lines: readonly string[]) =>
      sendEmpty(service.client.url, request, emptiness, contentType, ...lines);

    it.each([...CONTENT_TYPES, undefined])('signs out with the content type %j', async (contentType) => {
      const tokens = await signIn(service.client, 'alice');
      expect((await send('POST /logout', contentType, authorization(tokens.accessToken))).status).toBe(204);
      await expectEnded(service.client, tokens);
    });

    it('ends one session and all others, with every content type', async () => {
      const { accessToken } = await signIn(service.client, 'alice');
      for (const contentType of CONTENT_TYPES) {
        const other = await signIn(service.client, 'alice');
        const one = `DELETE /me/sessions/${String(other.refreshToken.split('.')[0])}`;
        expect([contentType, (await send(one, contentType, authorization(accessToken))).status]).toEqual([
          contentType,
          204,
        ]);
        await expectEnded(service.client, other);
        const third = await signIn(service.client, 'alice');
        const all = await send('DELETE /me/sessions', contentType, authorization(accessToken));
        expect([contentType, all.status, all.body]).toEqual([contentType, 200, { ended: expect.any(Number) }]);
        await expectEnded(service.client, third);
      }
    });

    it('is refused as usual if a body is needed', async () => {
      for (const contentType of CONTENT_TYPES) {
        const registration = await send('POST /register', contentType);
        expect([contentType, [400, 415, 422].includes(registration.status)]).toEqual([contentType, true]);
        for (const path of ['/token', '/revoke', '/introspect']) {
          const { status, body } = await send(`POST ${path}`, contentType);
          expect([path, contentType, [400, 401].includes(status), typeof body['error']]).toEqual([
            path,
            contentType,
            true,
            'string',
          ]);
        }
      }
    });

    it('gets 404, 405 and 200 as usual on other routes', async () => {
      expect((await send('POST /nowhere', 'application/json')).status).toBe(404);
      expect((await send('POST /me', 'application/json')).status).toBe(405);
      expect((await send('GET /health/live', 'application/json')).status).toBe(200);
    });
  });

  it('is told apart from a request with a chunked or broken body', async () => {
    const tokens = await signIn(service.client, 'alice');
    const form = new URLSearchParams({ username: 'alice', password: 'an unlikely passphrase' }).toString();
    const chunks = [form.slice(0, 5), form.slice(5)].map((piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`);
    const lines = [
      'POST /token HTTP/1.1',
      'Content-Type: application/x-www-form-urlencoded',
      'Transfer-Encoding: chunked',
    ];
    const answer = await rawRequest(service.client.url, lines, Buffer.from(`${chunks.join('')}0\r\n\r\n`));
    expect(answer.status).toBe(200);
    await expectAlive(service.client, tokensIn(answer));
    const broken = await service.client.send('/logout', {
      method: 'POST',
      headers: { ...bearing(tokens.accessToken), 'Content-Type': 'application/json' },
      body: '{',
    });
    expect(broken.status).toBe(400);
    await expectAlive(service.client, tokens);
  });
});

@Public()
@Controller('things')
class ThingsController {
  @Post()
  post(@Body() body: unknown) {
    return { hasBody: body !== undefined && Object.keys(Object(body) as object).length > 0 };
  }

  @Put()
  put() {
    return {};
  }

  @Patch()
  patch() {
    return {};
  }

  @Delete()
  delete() {
    return {};
  }
}

describe.each(ADAPTERS)('a request without a body to an application with ignoreEmptyBody, on %s', (adapter) => {
  let app: INestApplication;
  let client: Client;

  beforeAll(async () => {
    ({ app, client } = await startOAuthHost(adapter, {
      metadata: { controllers: [ThingsController] },
      configure: (host) => {
        host.setGlobalPrefix('api');
        if (adapter === 'fastify') {
          (host.getHttpAdapter().getInstance() as FastifyInstance).addHook('onRequest', ignoreEmptyBody);
        }
      },
    }));
  });
  afterAll(() => app.close());

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('reaches its handlers by %s', async (method) => {
    for (const contentType of CONTENT_TYPES) {
      for (const emptiness of Object.keys(EMPTY)) {
        const { status } = await sendEmpty(client.url, `${method} /api/things`, emptiness, contentType);
        expect([contentType, emptiness, status]).toEqual([contentType, emptiness, method === 'POST' ? 201 : 200]);
      }
    }
  });
});

describe.each(ADAPTERS)('a request without a body to an application without ignoreEmptyBody, on %s', (adapter) => {
  let app: INestApplication;
  let client: Client;

  beforeAll(async () => {
    ({ app, client } = await startOAuthHost(adapter, {
      sessions: { routes: { logout: 'leave', ownSessions: 'where' } },
      configure: (host) => void host.setGlobalPrefix('api'),
    }));
  });
  afterAll(() => app.close());

  it.each(Object.keys(EMPTY))('signs out and ends sessions with %s', async (emptiness) => {
    for (const contentType of CONTENT_TYPES) {
      const [one, other] = [tokensIn(await signInThere()), tokensIn(await signInThere())];
      const line = `Authorization: Bearer ${one.accessToken}`;
      const send = (request: string) => sendEmpty(client.url, request, emptiness, contentType, line);
      const id = other.refreshToken.split('.')[0];
      const statuses = [
        (await send(`DELETE /api/where/${id}`)).status,
        (await send('DELETE /api/where')).status,
        (await send('POST /api/leave')).status,
      ];
      expect([contentType, ...statuses]).toEqual([contentType, 204, 200, 204]);
    }
  });

  const signInThere = () => client.postForm('/api/token', { username: 'alice', password: PASSWORD });
});
