import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import type { DomainEvent } from '@portcullis/auth';
import { BY_SERVICE, EventPublisher } from '@portcullis/auth/spi';
import type { TestAuth } from '@portcullis/testing';
import { type Employee, PASSWORD } from '../embedding/host.js';
import { Client } from '../support/client.js';
import { employeesOf, startHost } from './host.js';

const CANARY = 'a password that no event may hold';

describe('the events of an application under test', () => {
  let app: INestApplication;
  let auth: TestAuth<Employee>;
  let client: Client;

  beforeAll(async () => {
    app = await startHost();
    auth = employeesOf(app);
    client = new Client(await app.getUrl());
  });
  beforeEach(() => auth.events.clear());
  afterAll(() => app.close());

  it('are recorded in order, and contain no secret', async () => {
    const user = auth.createUser({ password: CANARY });
    await client.signIn(user.username, `${CANARY}!`);
    await client.signIn(CANARY, CANARY);
    const { body } = await client.signIn(user.username, CANARY);
    const token = body.access_token as string;
    await client.get('/files', { Authorization: `Bearer ${token}` });
    const at = auth.clock.now();
    const origin = { address: '127.0.0.1', userAgent: 'node', requestId: expect.any(String) };
    const subject = { id: String(user.id) };
    const anonymous = { actor: { kind: 'anonymous' }, at, origin };
    const bySubject = { actor: { kind: 'user', ...subject }, subject, at, origin };
    expect(auth.events.all).toEqual([
      { type: 'sign_in_failed', ...anonymous, subject },
      { type: 'sign_in_failed', ...anonymous, subject: null },
      { type: 'signed_in', ...bySubject, grantType: 'password', scopes: [] },
      { type: 'access_denied', ...bySubject, code: 'insufficient_role', handler: 'OfficeController.files' },
    ]);
    const told = JSON.stringify(auth.events.all);
    expect(told).not.toContain(CANARY);
    expect(told).not.toContain(token);
    expect(told).not.toMatch(/\$2[aby]\$/);
  });

  it('can be read by type, each with its members', async () => {
    await client.signIn('alice', PASSWORD);
    const [signedIn, ...others] = auth.events.ofType('signed_in');
    expect(signedIn?.grantType).toBe('password');
    expect(others).toEqual([]);
    expect(auth.events.ofType('access_denied')).toEqual([]);
  });

  it('may be the host’s own', () => {
    interface BadgeLost extends DomainEvent {
      readonly type: 'badge_lost';
      readonly badge: string;
    }
    const lost: BadgeLost = { type: 'badge_lost', at: 0, ...BY_SERVICE, subject: null, badge: '7f1c' };
    app.get(EventPublisher).publish(lost);
    expect(auth.events.ofType<BadgeLost>('badge_lost').map(({ badge }) => badge)).toEqual(['7f1c']);
  });

  it('are returned as a copy, and can be cleared', async () => {
    await client.signIn('alice', 'wrong');
    const before = auth.events.all;
    await client.signIn('alice', 'wrong');
    expect([before.length, auth.events.all.length]).toEqual([1, 2]);
    auth.events.clear();
    expect([before.length, auth.events.all.length]).toEqual([1, 0]);
  });

  it('do not include the kit’s own sign-ins', async () => {
    await auth.actingAs(auth.createUser());
    expect(auth.events.all).toEqual([]);
  });
});
