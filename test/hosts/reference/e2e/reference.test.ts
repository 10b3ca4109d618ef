import './environment.js';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder } from '@nestjs/swagger';
import { createSecuredDocument } from '@portcullis/auth';
import { UserAdministration } from '@portcullis/users';
import { AppModule } from '../after/app.module.js';

const PASSWORD = 'correct horse battery staple';

describe('the reference wiring, from the packages', () => {
  let app: NestFastifyApplication;
  let administration: UserAdministration;

  before(async () => {
    const options = { logger: false, abortOnError: false } as const;
    app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter(), options);
    await app.init();
    administration = app.get(UserAdministration);
    for (const username of ['alice', 'bob', 'gone']) {
      assert.equal((await register(username)).statusCode, 201);
    }
    await administration.grant('alice', 'admin');
    await administration.deactivate('gone');
  });
  after(() => app.close());

  it('registers a name once, in any spelling', async () => {
    assert.equal((await register('ALICE')).statusCode, 400);
  });

  it('tells people who they are', async () => {
    const answer = await app.inject({ url: '/me', headers: await bearing('bob') });
    assert.equal(answer.statusCode, 200);
    assert.equal(answer.json<{ username: string }>().username, 'bob');
    assert.equal((await app.inject({ url: '/me' })).statusCode, 401);
    assert.equal((await app.inject({ url: '/' })).statusCode, 200);
  });

  it('lists people to an administrator whose token has the scope', async () => {
    const answer = await app.inject({ url: '/users', headers: await bearing('alice', 'users:read') });
    assert.equal(answer.statusCode, 200);
    assert.equal(answer.json<unknown[]>().length, 3);
    assert.equal((await app.inject({ url: '/users', headers: await bearing('alice') })).statusCode, 403);
    assert.equal((await app.inject({ url: '/users', headers: await bearing('bob', 'users:read') })).statusCode, 403);
    assert.equal((await app.inject({ url: '/users' })).statusCode, 401);
  });

  it('takes a role away from the next request on', async () => {
    const headers = await bearing('alice', 'users:read');
    await administration.revoke('alice', 'admin');
    assert.equal((await app.inject({ url: '/users', headers })).statusCode, 403);
    await administration.grant('alice', 'admin');
    assert.equal((await app.inject({ url: '/users', headers })).statusCode, 200);
  });

  it('answers 400 to somebody who was deactivated, at the token endpoint and with an older token', async () => {
    assert.equal((await signIn('gone')).statusCode, 400);
    const headers = await bearing('bob');
    await administration.deactivate('bob');
    assert.equal((await app.inject({ url: '/me', headers })).statusCode, 400);
    await administration.activate('bob');
  });

  it('says in the OpenAPI document what the guards do', () => {
    const { paths } = createSecuredDocument(app, new DocumentBuilder().build());
    assert.deepEqual(paths['/users']?.get?.security, [{ OAuth2PasswordBearer: ['users:read'] }]);
    assert.deepEqual(paths['/me']?.get?.security, [{ OAuth2PasswordBearer: [] }]);
    for (const open of [paths['/']?.get, paths['/token']?.post, paths['/register']?.post]) {
      assert.ok(open && open.security === undefined);
    }
  });

  function register(username: string) {
    const payload = { username, email: `${username.toLowerCase()}@example.com`, password: PASSWORD };
    return app.inject({ method: 'POST', url: '/register', payload });
  }

  function signIn(username: string, scope = '') {
    return app.inject({
      method: 'POST',
      url: '/token',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ username, password: PASSWORD, scope }).toString(),
    });
  }

  async function bearing(username: string, scope = '') {
    const { access_token: token } = (await signIn(username, scope)).json<{ access_token: string }>();
    return { authorization: `Bearer ${token}` };
  }
});
