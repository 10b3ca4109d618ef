import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { PolicyTable } from '@portcullis/auth';
import { rawRequest } from './attacks/support/raw-request.js';
import { ADAPTERS } from './support/adapters.js';
import { startService, type TestService } from './support/service.js';

const ORIGIN = 'https://app.example.com';
const OTHER = 'https://other.example.com';

const USUAL_HEADERS =
  'authorization content-type x-request-id x-requested-with traceparent tracestate baggage sentry-trace'.split(' ');

describe.each(ADAPTERS)('pages of other origins, on %s', (adapter) => {
  let service: TestService;
  const lines: string[] = [];

  beforeAll(async () => {
    service = await startService({
      adapter,
      runtime: { corsOrigins: [ORIGIN] },
      log: (line) => lines.push(line),
    });
  });
  afterAll(() => service.stop());
  afterEach(() => {
    lines.length = 0;
  });

  const refusals = () => lines.filter((line) => line.includes('CORS_ORIGINS'));

  const preflight = (origin: string, method: string, headers: string) =>
    service.client.send('/me', {
      method: 'OPTIONS',
      headers: { Origin: origin, 'Access-Control-Request-Method': method, 'Access-Control-Request-Headers': headers },
    });

  it.each(USUAL_HEADERS)('may send the header %s if their origin is listed', async (header) => {
    const answer = await preflight(ORIGIN, 'GET', header);
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect(listIn(answer.headers.get('access-control-allow-headers')?.toLowerCase())).toContain(header);
  });

  it('may use every method of every route', async () => {
    const allowed = listIn((await preflight(ORIGIN, 'GET', '')).headers.get('access-control-allow-methods'));
    const used = service.app
      .get(PolicyTable, { strict: false })
      .routes()
      .map(({ route }) => route.split(' ')[0]);
    expect(allowed).toEqual(expect.arrayContaining([...used, 'HEAD', 'PUT', 'PATCH']));
  });

  it('are refused if their origin is not listed, with one log line that names the setting', async () => {
    for (let count = 0; count < 5; count += 1) {
      const answer = await preflight(OTHER, 'GET', 'authorization');
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
      await service.client.get('/', { Origin: OTHER });
    }
    expect(refusals()).toHaveLength(1);
    expect(refusals()[0]).toContain(OTHER);
  });

  it('are not logged if their origin is listed or is the service itself', async () => {
    await service.client.get('/', { Origin: ORIGIN });
    await service.client.get('/', { Origin: service.client.url });
    await service.client.get('/', { Origin: 'https://behind-a-proxy.example.com', 'Sec-Fetch-Site': 'same-origin' });
    await service.client.get('/');
    expect(refusals()).toEqual([]);
  });
});

describe.each(ADAPTERS)('pages of listed origins, on %s', (adapter) => {
  it('may send the configured headers instead of the default ones', async () => {
    const other = await startService({
      adapter,
      runtime: { corsOrigins: [ORIGIN], corsHeaders: ['Authorization', 'X-Tenant'] },
    });
    const answer = await other.client.send('/me', {
      method: 'OPTIONS',
      headers: { Origin: ORIGIN, 'Access-Control-Request-Method': 'GET', 'Access-Control-Request-Headers': 'x-tenant' },
    });
    expect(listIn(answer.headers.get('access-control-allow-headers'))).toEqual(['Authorization', 'X-Tenant']);
    await other.stop();
  });
});

describe.each(ADAPTERS)('without listed origins, on %s', (adapter) => {
  it('many origins do not flood the log', async () => {
    const lines: string[] = [];
    const service = await startService({ adapter, log: (line) => lines.push(line) });
    for (let count = 0; count < 40; count += 1) {
      await service.client.get('/', { Origin: `https://${count}.example.com${'x'.repeat(count * 100)}` });
    }
    const refusals = lines.filter((line) => line.includes('CORS_ORIGINS'));
    expect(refusals).toHaveLength(20);
    expect(Math.max(...refusals.map(({ length }) => length))).toBeLessThan(600);
    await service.stop();
  });

  it('requests of another origin are logged once', async () => {
    const lines: string[] = [];
    const service = await startService({ adapter, log: (line) => lines.push(line) });
    for (const method of ['OPTIONS', 'GET', 'POST']) {
      const answer = await service.client.send('/me', { method, headers: { Origin: OTHER } });
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    }
    expect(lines.filter((line) => line.includes('CORS_ORIGINS'))).toHaveLength(1);
    await service.stop();
  });
});

describe.each(ADAPTERS)('an OPTIONS request that is not a preflight, on %s', (adapter) => {
  describe.each([
    ['with listed origins', [ORIGIN]],
    ['without listed origins', []],
  ])('%s', (_what, corsOrigins) => {
    let service: TestService;

    beforeAll(async () => {
      service = await startService({ adapter, runtime: { corsOrigins } });
    });
    afterAll(() => service.stop());

    const options = (path: string, ...headers: readonly string[]) =>
      rawRequest(service.client.url, [`OPTIONS ${path} HTTP/1.1`, ...headers]);

    it.each([
      ['/me', 'GET, HEAD'],
      ['/token', 'POST'],
      ['/me/sessions', 'DELETE, GET, HEAD'],
      ['/me/sessions/1', 'DELETE'],
      ['/', 'GET, HEAD'],
      ['/me?x=y', 'GET, HEAD'],
    ])('gets the methods of %s', async (path, allow) => {
      for (const headers of [
        [],
        ['Access-Control-Request-Method: GET'],
        ['Content-Type: application/json', 'Content-Length: 0'],
      ]) {
        const answer = await options(path, ...headers);
        expect([answer.status, answer.headers.get('allow')]).toEqual([405, allow]);
        expect(answer.headers.get('content-type')).toMatch(/json/);
        expect(answer.body['detail']).toBe('Method Not Allowed');
      }
    });

    it.each(['/nowhere', '/me/nowhere', '*', '/%'])('gets a 404 for %s', async (path) => {
      const answer = await options(path);
      expect([answer.status, answer.body['code']]).toEqual([404, 'not_found']);
      expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    });

    it('without Access-Control-Request-Method gets no plain-text error', async () => {
      for (const origin of [ORIGIN, OTHER]) {
        const answer = await options('/me', `Origin: ${origin}`);
        const isPreflight = corsOrigins.includes(origin);
        expect([answer.status, answer.headers.get('content-type')]).toEqual(
          isPreflight ? [204, null] : [405, 'application/problem+json; charset=utf-8'],
        );
      }
    });
  });
});

function listIn(header: string | null | undefined): string[] {
  return (header ?? '').split(',').map((name) => name.trim());
}
