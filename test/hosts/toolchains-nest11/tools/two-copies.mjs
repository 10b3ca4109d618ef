// Loads the ES modules and the CommonJS of Portcullis in one process: decorators of one count for the guards of the other, and an
// application that injects classes of both does not start.
import 'reflect-metadata';
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import * as esm from '@portcullis/auth';

const cjs = createRequire(import.meta.url)('@portcullis/auth');
assert.notEqual(cjs.JwtAuthGuard, esm.JwtAuthGuard, 'two copies');
assert.ok(new cjs.ServiceUnavailableError() instanceof esm.AuthError);
assert.ok(new esm.ServiceUnavailableError() instanceof cjs.ServiceUnavailableError);

class Users extends esm.UserRepository {
  #hash = new esm.BcryptPasswordHasher({ cost: 4 }).hash('correct horse battery staple');
  #alice = { id: 1, username: 'alice', isActive: true, roles: ['clerk'] };

  async findBySubject() {
    return this.#alice;
  }

  async findByUsername() {
    return { user: this.#alice, passwordHash: await this.#hash };
  }
}

for (const [guards, decorators] of [
  [esm, cjs],
  [cjs, esm],
]) {
  await counts(guards, decorators);
  await stops(guards, controllerOf(decorators.Authenticated()));
  await stops(guards, controllerOf(Get()), [...decorators.GLOBAL_GUARDS]);
}

async function counts(guards, { Public, Roles, CurrentUser }) {
  class RoutesController {}
  const { prototype } = RoutesController;
  route(prototype, 'public', () => ({}), Public());
  route(prototype, 'clerks', () => ({}), Roles('clerk'));
  route(prototype, 'admins', () => ({}), Roles('admin'));
  route(prototype, 'me', (username) => ({ username }));
  CurrentUser('username')(prototype, 'me', 0);
  Controller()(RoutesController);

  const app = await applicationOf(guards, RoutesController, [...guards.GLOBAL_GUARDS]);
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const form = new URLSearchParams({ username: 'alice', password: 'correct horse battery staple' });
  const { access_token: token } = await (await fetch(`${url}/token`, { method: 'POST', body: form })).json();
  const get = (path, headers = { authorization: `Bearer ${token}` }) => fetch(url + path, { headers });
  assert.equal((await get('/public', {})).status, 200);
  assert.equal((await get('/me', {})).status, 401);
  assert.equal((await get('/clerks')).status, 200);
  assert.equal((await get('/admins')).status, 403);
  assert.deepEqual(await (await get('/me')).json(), { username: 'alice' });
  await app.close();
}

async function stops(guards, controller, providers = []) {
  await assert.rejects(applicationOf(guards, controller, providers), ({ message }) => {
    assert.match(message, /dist\/esm\//);
    assert.match(message, /dist\/cjs\//);
    assert.match(message, /two copies of @portcullis\/auth/);
    return true;
  });
}

async function applicationOf({ AuthModule }, controller, providers) {
  class AppModule {}
  const options = { issuer: 'i', audience: 'a', secret: 'a secret of the tests of two copies, long enough' };
  const auth = AuthModule.forRoot({ ...options, password: { cost: 4 }, userRepository: Users, isGlobal: true });
  Module({ imports: [auth], controllers: [controller], providers })(AppModule);
  return NestFactory.create(AppModule, { logger: false, abortOnError: false });
}

function controllerOf(decorator) {
  class GuardedController {}
  route(GuardedController.prototype, 'guarded', () => ({}), decorator);
  Controller()(GuardedController);
  return GuardedController;
}

/** What a compiler does with decorators on a method. */
function route(prototype, name, handler, decorator) {
  const descriptor = { value: handler, configurable: true, writable: true };
  Object.defineProperty(prototype, name, descriptor);
  Get(name)(prototype, name, descriptor);
  decorator?.(prototype, name, descriptor);
}
