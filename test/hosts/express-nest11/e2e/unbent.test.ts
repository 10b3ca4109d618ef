import './environment';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { AppModule as GuardedModule } from '../after/app.module';
import { AppModule as UnguardedModule } from '../before/app.module';
import { openShop, type Shop } from './shop';

const JSON_HEADERS = { 'Content-Type': 'application/json' };

/** Requests to routes that have nothing to do with Portcullis, good ones and bad ones. */
const REQUESTS: readonly [path: string, init?: RequestInit][] = [
  ['/api/v1/items'],
  ['/api/v1/items', { headers: { Authorization: 'Bearer nonsense' } }],
  ['/api/v1/items/1'],
  ['/api/v1/items/not-a-number'],
  ['/api/v1/items/broken'],
  ['/api/v1/items', { method: 'POST', headers: JSON_HEADERS, body: '{"name":"lamp","price":40}' }],
  ['/api/v1/items', { method: 'POST', headers: JSON_HEADERS, body: '{"name":"lamp","price":40,"extra":true}' }],
  ['/api/v1/items', { method: 'POST', headers: JSON_HEADERS, body: '{"name":7}' }],
  ['/api/v1/items', { method: 'POST', headers: JSON_HEADERS, body: '{broken' }],
  ['/api/v1/items', { method: 'POST', body: new URLSearchParams({ name: 'lamp', price: '40' }) }],
  ['/api/v1/items', { method: 'OPTIONS' }],
  ['/api/v1/items', { method: 'HEAD' }],
  ['/api/items'],
  ['/items'],
  ['/api/v2/items'],
  ['/token'],
];

describe('what the shop does not guard', () => {
  let unguarded: Shop;
  let guarded: Shop;

  before(async () => {
    unguarded = await openShop(UnguardedModule);
    guarded = await openShop(GuardedModule);
  });
  after(async () => {
    await unguarded.app.close();
    await guarded.app.close();
  });

  for (const [path, init] of REQUESTS) {
    it(`answers as it did: ${init?.method ?? 'GET'} ${path} ${typeof init?.body === 'string' ? init.body : ''}`, async () => {
      assert.deepEqual(await answerOf(guarded, path, init), await answerOf(unguarded, path, init));
    });
  }

  it('goes through no middleware that was not there', () => {
    const middleware = middlewareOf(guarded);
    assert.ok(middleware.includes('jsonParser'));
    assert.deepEqual(middleware, middlewareOf(unguarded));
  });

  it('meets no guard, pipe, filter or interceptor for all routes but those of the shop', () => {
    assert.deepEqual(globalsOf(guarded), ['ValidationPipe', 'ErrorFilter']);
    assert.deepEqual(globalsOf(unguarded), ['ValidationPipe', 'ErrorFilter']);
  });
});

async function answerOf({ call }: Shop, path: string, init?: RequestInit) {
  const answer = await call(path, init);
  const headers = [...answer.headers].filter(([name]) => name !== 'date');
  return { status: answer.status, headers, text: await answer.text() };
}

/** What Express goes through before it comes to a route. */
function middlewareOf({ app }: Shop): string[] {
  const { router } = app.getHttpAdapter().getInstance();
  const layers: { readonly name: string; readonly route?: unknown }[] = router.stack;
  return layers.filter(({ route }) => !route).map(({ name }) => name);
}

/** Nest's own list of what is bound for all routes, whether by a method of the application or by a provider. */
function globalsOf({ app }: Shop): string[] {
  const { config } = app as unknown as { readonly config: GlobalBindings };
  return [
    config.getGlobalGuards(),
    config.getGlobalPipes(),
    config.getGlobalFilters(),
    config.getGlobalInterceptors(),
    config.getGlobalRequestGuards(),
    config.getGlobalRequestPipes(),
    config.getGlobalRequestFilters(),
    config.getGlobalRequestInterceptors(),
  ].flatMap((bound) => bound.map((one) => one.constructor.name));
}

type GlobalBindings = Record<
  `getGlobal${'' | 'Request'}${'Guards' | 'Pipes' | 'Filters' | 'Interceptors'}`,
  () => readonly object[]
>;
