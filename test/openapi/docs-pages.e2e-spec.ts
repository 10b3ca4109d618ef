import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADAPTERS } from '../support/adapters.js';
import { startService, type TestService } from '../support/service.js';

const PUBLIC_URL = 'https://www.example.com/auth';

describe.each(ADAPTERS)('the documentation routes, on %s', (adapter) => {
  let service: TestService;

  beforeAll(async () => {
    const runtime = { docsEnabled: true, publicUrl: PUBLIC_URL, issuer: PUBLIC_URL };
    service = await startService({ adapter, runtime });
  });
  afterAll(() => service.stop());

  it('serve Swagger UI at /docs, for phones too, with relative links that work', async () => {
    const { status, headers, text: page } = await service.client.get('/docs');
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
    const links = [...page.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, link]) => link ?? '');
    expect(links).toHaveLength(5);
    for (const link of links) {
      expect(link).toMatch(/^\.\//);
      expect((await service.client.get(link.slice(1))).status).toBe(200);
    }
  });

  it.each(['/docs/', '/docs/?url=https://evil.example.com/openapi.json'])(
    'redirect from %s to /docs, below any prefix',
    async (path) => {
      const { status, headers } = await service.client.get(path);
      expect([status, headers.get('location')]).toEqual([308, '../docs']);
    },
  );

  it('serve the document at /openapi.json, with the public URL in the server, token URL and issuer', async () => {
    const { headers, body } = await service.client.get('/openapi.json');
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(body).toMatchObject({
      servers: [{ url: PUBLIC_URL }],
      components: {
        securitySchemes: { OAuth2PasswordBearer: { flows: { password: { tokenUrl: `${PUBLIC_URL}/token` } } } },
      },
    });
    const metadata = await service.client.get('/.well-known/oauth-authorization-server');
    expect(metadata.body).toMatchObject({ issuer: PUBLIC_URL, token_endpoint: `${PUBLIC_URL}/token` });
  });

  it.each(['/docs', '/docs/', '/openapi.json', '/.well-known/oauth-authorization-server'])(
    'do not repeat the Host header of a request for %s',
    async (path) => {
      const answer = await askHost(service.client.url + path, 'evil.example.com');
      expect(answer.status).toBeLessThan(400);
      expect(answer.text).not.toContain('evil.example.com');
    },
  );

  it('have no other paths', async () => {
    for (const path of [
      '/docs-json',
      '/docs-yaml',
      '/openapi.yaml',
      '/docs/index.html',
      '/docs/swagger-initializer.js',
    ]) {
      expect((await service.client.get(path)).status).toBe(404);
    }
  });
});

/** Returns the headers and body of the response as text. Not by `fetch`, which can't set `Host`. */
async function askHost(url: string, host: string): Promise<{ readonly status: number; readonly text: string }> {
  const [response] = (await once(request(url, { headers: { Host: host } }).end(), 'response')) as [IncomingMessage];
  const body = await text(response);
  return { status: response.statusCode ?? 0, text: response.rawHeaders.join('\n') + body };
}
