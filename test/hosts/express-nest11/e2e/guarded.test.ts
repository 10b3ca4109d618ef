import './environment';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Controller, Get, Module } from '@nestjs/common';
import { DocumentBuilder } from '@nestjs/swagger';
import { Public, Roles } from '@portcullis/auth';
import { createSecuredDocument } from '@portcullis/auth/openapi';
import { AppModule } from '../after/app.module';
import { openShop, PASSWORD, type Shop } from './shop';

describe('the orders of the shop, guarded', () => {
  let shop: Shop;

  before(async () => {
    shop = await openShop(AppModule);
  });
  after(() => shop.app.close());

  it('signs in below the prefix of the application, and outside its versions', async () => {
    const answer = await signIn('Alice@Shop.example', 'orders:read');
    assert.equal(answer.status, 200);
    assert.equal((await answer.json()).scope, 'orders:read');
    assert.equal(answer.headers.get('cache-control'), 'no-store');
  });

  it('has the errors of RFC 6749 there, whatever filter the application has', async () => {
    const wrong = await signIn('carol@shop.example', '', 'wrong');
    assert.deepEqual([wrong.status, (await wrong.json()).error], [401, 'invalid_grant']);
    const inactive = await signIn('gone@shop.example');
    assert.deepEqual([inactive.status, (await inactive.json()).error], [400, 'invalid_grant']);
  });

  it('answers 200 to a clerk with the scope', async () => {
    const answer = await shop.call('/api/v1/orders', await bearing('alice@shop.example', 'orders:read'));
    assert.equal(answer.status, 200);
    assert.equal((await answer.json()).length, 2);
  });

  it('answers 401 to a stranger, in the form of the application, and says how to authenticate', async () => {
    const answer = await shop.call('/api/v1/orders');
    assert.equal(answer.status, 401);
    assert.equal(answer.headers.get('www-authenticate'), 'Bearer realm="portcullis"');
    assert.deepEqual(await answer.json(), { shop: 'error', status: 401, reason: 'Not authenticated' });
  });

  it('answers 403 without the scope, also where it was asked for and not granted', async () => {
    for (const who of ['alice@shop.example', 'carol@shop.example']) {
      const scope = who.startsWith('carol') ? 'orders:read' : '';
      const answer = await shop.call('/api/v1/orders', await bearing(who, scope));
      assert.equal(answer.status, 403);
      assert.match(answer.headers.get('www-authenticate') ?? '', /error="insufficient_scope".*scope="orders:read"/);
    }
  });

  it('answers 403 without the role', async () => {
    const init = await bearing('carol@shop.example');
    assert.equal((await shop.call('/api/v1/orders/100', { ...init, method: 'DELETE' })).status, 403);
  });

  it('shows an order to whom it belongs, and to a clerk', async () => {
    const carol = await bearing('carol@shop.example');
    assert.equal((await shop.call('/api/v1/orders/100', carol)).status, 200);
    assert.equal((await shop.call('/api/v1/orders/200', carol)).status, 403);
    assert.equal((await shop.call('/api/v1/orders/200', await bearing('alice@shop.example'))).status, 200);
  });

  it('answers 400 from the next request on to somebody who has been blocked', async () => {
    const init = await bearing('carol@shop.example');
    const carol = shop.users.byKey('u-carol')!;
    carol.blocked = true;
    assert.equal((await shop.call('/api/v1/orders/100', init)).status, 400);
    carol.blocked = false;
    assert.equal((await shop.call('/api/v1/orders/100', init)).status, 200);
  });

  it('is documented as it is guarded', () => {
    const { paths } = createSecuredDocument(shop.app, new DocumentBuilder().build());
    assert.deepEqual(paths['/api/v1/orders']?.get?.security, [{ OAuth2PasswordBearer: ['orders:read'] }]);
    assert.deepEqual(paths['/api/v1/items']?.get?.security, []);
    assert.deepEqual(paths['/api/token']?.post?.security, []);
  });

  it('does not start where decorators contradict each other', async () => {
    @Controller()
    class ContradictoryController {
      @Get('contradictory')
      @Public()
      @Roles('clerk')
      contradictory() {}
    }

    @Module({ imports: [AppModule], controllers: [ContradictoryController] })
    class ContradictoryModule {}

    await assert.rejects(openShop(ContradictoryModule), /ContradictoryController\.contradictory/);
  });

  function signIn(username: string, scope = '', password = PASSWORD) {
    const body = new URLSearchParams({ username, password, scope });
    return shop.call('/api/token', { method: 'POST', body });
  }

  async function bearing(username: string, scope = ''): Promise<RequestInit> {
    const answer = await signIn(username, scope);
    return { headers: { Authorization: `Bearer ${(await answer.json()).access_token}` } };
  }
});
