import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { type TestAuth, withTestAuth } from '@portcullis/testing';
import type { Employee } from '../embedding/host.js';
import { Client } from '../support/client.js';
import { employeesOf, startHost, testingModule } from './host.js';

const NEW_YEAR = new Date('2030-01-01T00:00:00Z');

describe('the clock of an application under test', () => {
  let app: INestApplication;
  let auth: TestAuth<Employee>;
  let client: Client;

  beforeEach(async () => {
    app = await startHost('fastify', withTestAuth(testingModule(), { now: NEW_YEAR }));
    auth = employeesOf(app);
    client = new Client(await app.getUrl());
  });
  afterEach(() => app.close());

  it('stands still', async () => {
    const { headers } = await auth.actingAs(auth.createUser());
    const { body } = await client.get('/principal', { ...headers });
    expect(body).toMatchObject({ claims: { iat: NEW_YEAR.getTime() / 1000 } });
    expect(auth.clock.now()).toBe(NEW_YEAR.getTime());
  });

  it('can be moved until a token has expired, and back', async () => {
    const { headers } = await auth.actingAs(auth.createUser());
    const status = async () => (await client.get('/principal', { ...headers })).status;
    auth.clock.advance({ minutes: 29, seconds: 59 });
    expect(await status()).toBe(200);
    auth.clock.advance({ seconds: 1 });
    expect(await status()).toBe(401);
    auth.clock.advance({ milliseconds: -1 });
    expect(await status()).toBe(200);
    auth.clock.advance({ days: 1, hours: 1 });
    expect(await status()).toBe(401);
  });

  it('can be set', async () => {
    auth.clock.set(new Date('2031-02-03T04:05:06Z'));
    await client.signIn('alice', 'wrong');
    expect(auth.events.ofType('sign_in_failed')).toMatchObject([{ at: Date.UTC(2031, 1, 3, 4, 5, 6) }]);
    expect(() => auth.clock.set(new Date('never'))).toThrow(RangeError);
    expect(() => auth.clock.advance({ minutes: Number.NaN })).toThrow(RangeError);
    expect(() => withTestAuth(testingModule(), { now: new Date('never') })).toThrow(RangeError);
  });

  it('starts at the current time', async () => {
    const before = Date.now();
    const other = await startHost();
    const { clock } = employeesOf(other);
    await other.close();
    expect(clock.now()).toBeGreaterThanOrEqual(before);
    expect(clock.now()).toBeLessThanOrEqual(Date.now());
  });
});
