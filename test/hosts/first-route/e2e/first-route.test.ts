import './environment.js';
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { BcryptPasswordHasher } from '@portcullis/auth';
import { TestAuth, withTestAuth } from '@portcullis/testing';
import { AppModule } from '../after/app.module.js';
import { UserStore } from '../host/user.store.js';
import { warnings } from './environment.js';

const PASSWORD = 'correct horse battery staple';

describe('the first guarded route of an application', () => {
  let app: NestFastifyApplication;

  before(async () => {
    const module = await withTestAuth(Test.createTestingModule({ imports: [AppModule] })).compile();
    app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
    await app.init();
    const bcryptHash = await new BcryptPasswordHasher({ cost: 4 }).hash(PASSWORD);
    app.get(UserStore).users.push({ id: '1', username: 'alice', isActive: true, bcryptHash });
  });
  after(() => app.close());

  it('works without @nestjs/swagger and its dependencies', () => {
    for (const name of ['@nestjs/swagger', 'swagger-ui-dist', '@scarf']) {
      assert.equal(existsSync(`node_modules/${name}`), false, name);
    }
    assert.deepEqual(warnings, []);
  });

  it('refuses a request without a token', async () => {
    const answer = await app.inject('/greeting');
    assert.equal(answer.statusCode, 401);
    assert.equal(answer.headers['www-authenticate'], 'Bearer realm="portcullis"');
  });

  it('greets a user who signed in at the token endpoint', async () => {
    const signedIn = await app.inject({
      method: 'POST',
      url: '/token',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ username: 'alice', password: PASSWORD }).toString(),
    });
    const { access_token: token } = signedIn.json<{ access_token: string }>();
    const answer = await app.inject({ url: '/greeting', headers: { authorization: `Bearer ${token}` } });
    assert.deepEqual(answer.json(), { greeting: 'Hello, alice' });
  });

  it('greets a user whom the test kit signs in, until the token expires', async () => {
    const auth = TestAuth.of(app);
    const { headers, user } = await auth.actingAs(auth.createUser());
    assert.deepEqual((await app.inject({ url: '/greeting', headers })).json(), { greeting: `Hello, ${user.username}` });
    auth.clock.advance({ minutes: 31 });
    assert.equal((await app.inject({ url: '/greeting', headers })).statusCode, 401);
  });
});
