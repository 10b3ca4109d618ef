import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { TestAuth } from '@portcullis/testing';
import type { Employee } from '../embedding/host.js';
import { employeesOf, startHost } from './host.js';

// What Fastify's `inject` is made of (light-my-request) requires an ES module, and Jest does that on Node 24.9 and later.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const jestCanInject = major > 24 || (major === 24 && minor >= 9);

(jestCanInject ? describe : describe.skip)('acting as somebody by inject', () => {
  let app: NestFastifyApplication;
  let auth: TestAuth<Employee>;

  beforeAll(async () => {
    app = (await startHost('fastify')) as NestFastifyApplication;
    auth = employeesOf(app);
  });
  afterAll(() => app.close());

  it('passes the guards', async () => {
    const { headers } = await auth.actingAs(auth.createUser({ roles: ['clerk'] }));
    expect((await app.inject({ url: '/files', headers })).statusCode).toBe(200);
    expect((await app.inject({ url: '/files' })).statusCode).toBe(401);
  });

  it('is refused without the role', async () => {
    const { headers } = await auth.actingAs(auth.createUser());
    expect((await app.inject({ url: '/files', headers })).statusCode).toBe(403);
  });
});
