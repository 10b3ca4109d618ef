import './environment.js';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DocumentBuilder } from '@nestjs/swagger';
import { createSecuredDocument } from '@portcullis/auth/openapi';
import { UserAdministration } from '@portcullis/users';
import { type Instance, openInstance, type Tokens } from './instance.js';

describe('the reference wiring, from the packages', () => {
  let instance: Instance;
  let administration: UserAdministration;

  before(async () => {
    instance = await openInstance();
    administration = instance.app.get(UserAdministration);
    for (const username of ['alice', 'bob', 'gone']) {
      assert.equal((await instance.register(username)).statusCode, 201);
    }
    await administration.grant('alice', 'admin');
    await administration.deactivate('gone');
  });
  after(() => instance.app.close());

  it('registers a name once, in any spelling', async () => {
    assert.equal((await instance.register('ALICE')).statusCode, 400);
  });

  it('tells people who they are', async () => {
    const answer = await get('/me', await tokenOf('bob'));
    assert.equal(answer.statusCode, 200);
    assert.equal(answer.json<{ username: string }>().username, 'bob');
    assert.equal((await get('/me')).statusCode, 401);
    assert.equal((await get('/')).statusCode, 200);
  });

  it('lists people to an administrator whose token has the scope', async () => {
    const answer = await get('/users', await tokenOf('alice', 'users:read'));
    assert.equal(answer.statusCode, 200);
    const names = answer.json<{ username: string }[]>().map(({ username }) => username);
    assert.ok(['alice', 'bob', 'gone'].every((name) => names.includes(name)));
    assert.equal((await get('/users', await tokenOf('alice'))).statusCode, 403);
    assert.equal((await get('/users', await tokenOf('bob', 'users:read'))).statusCode, 403);
    assert.equal((await get('/users')).statusCode, 401);
  });

  it('takes a role away from the next request on', async () => {
    const token = await tokenOf('alice', 'users:read');
    await administration.revoke('alice', 'admin');
    assert.equal((await get('/users', token)).statusCode, 403);
    await administration.grant('alice', 'admin');
    assert.equal((await get('/users', token)).statusCode, 200);
  });

  it('has no more than a few guesses at a password for anybody, whichever instance is asked', async () => {
    await instance.register('guessed');
    const other = await openInstance();
    try {
      const guess = { username: 'guessed', password: 'not the right one' };
      const guesses = Array.from({ length: 30 }, (_, index) =>
        (index % 2 === 0 ? instance : other).postForm('/token', guess),
      );
      const statuses = (await Promise.all(guesses)).map(({ statusCode }) => statusCode);
      assert.ok(statuses.filter((status) => status === 401).length <= 11);
      assert.ok(statuses.includes(429));
    } finally {
      await other.app.close();
    }
  });

  it('answers 400 to somebody who was deactivated', async () => {
    assert.equal((await instance.signIn('gone')).statusCode, 400);
  });

  it('says in the OpenAPI document what the guards do', () => {
    const { paths } = createSecuredDocument(instance.app, new DocumentBuilder().build());
    assert.deepEqual(paths['/users']?.get?.security, [{ OAuth2PasswordBearer: ['users:read'] }]);
    assert.deepEqual(paths['/me']?.get?.security, [{ OAuth2PasswordBearer: [] }]);
    for (const open of [paths['/']?.get, paths['/token']?.post, paths['/register']?.post]) {
      assert.deepEqual(open?.security, []);
    }
  });

  function get(url: string, token?: string) {
    return token === undefined ? instance.app.inject({ url }) : instance.as(token, url);
  }

  async function tokenOf(username: string, scope = '') {
    return (await instance.signIn(username, scope)).json<Tokens>().access_token;
  }
});
