import './environment.js';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { MembersModule } from '../members/members.module.js';
import { type Answer, type Instance, openInstance, PASSWORD } from './instance.js';
import { query, TERMINATE } from './tables.js';

const MEMBERS = `
  CREATE TABLE members (
    id text PRIMARY KEY, email text NOT NULL UNIQUE, password_hash text, is_active boolean NOT NULL DEFAULT true, roles text[]
  )`;

describe('members in a table of the application, read by Prisma, on two instances', () => {
  let here: Instance;
  let there: Instance;

  before(async () => {
    await query(MEMBERS);
    here = await openInstance(MembersModule);
    there = await openInstance(MembersModule);
  });
  after(() => Promise.all([here.close(), there.close()]));

  const register = ({ post }: Instance, email: string, password = PASSWORD) => post('/account', { email, password });
  const login = ({ post }: Instance, email: string, password = PASSWORD) => post('/account/login', { email, password });
  const accountOf = (instance: Instance, { body }: Answer) => instance.as(body['access_token'], '/account');
  const eight = (work: (instance: Instance) => Promise<Answer>) =>
    Promise.all(Array.from({ length: 8 }, (_, index) => work(index % 2 === 0 ? here : there)));
  const statusesOf = (answers: readonly Answer[]) => answers.map(({ status }) => status).sort();

  it('a registration signs in, also on the other instance', async () => {
    const registered = await register(here, 'Alice@Example.com');
    assert.equal(registered.status, 201);
    assert.deepEqual((await accountOf(there, registered)).body, { email: 'alice@example.com' });
  });

  it('signs in by the e-mail address in any case', async () => {
    await register(here, 'bob@example.com');
    const signedIn = await login(there, 'BOB@example.com');
    assert.equal(signedIn.status, 200);
    assert.deepEqual((await accountOf(here, signedIn)).body, { email: 'bob@example.com' });
    assert.equal((await login(here, 'bob@example.com', 'not the right one')).status, 401);
  });

  it('gives an address to one of several that ask for it at once', async () => {
    const statuses = statusesOf(await eight((one) => register(one, 'carol@example.com')));
    assert.deepEqual(statuses, [201, ...Array<number>(7).fill(409)]);
  });

  it('rotates a refresh token once, and ends the session on both', async () => {
    const { body } = await register(here, 'dave@example.com');
    const refreshed = await eight((one) => one.refresh(body['refresh_token']));
    assert.deepEqual(statusesOf(refreshed), Array<number>(8).fill(200));
    assert.equal(new Set(refreshed.map((answer) => answer.body['refresh_token'])).size, 1);
    assert.equal((await here.as(body['access_token'], '/logout', 'POST')).status, 204);
    assert.equal((await there.as(body['access_token'], '/account')).status, 401);
  });

  it('has a few guesses at a password on both together', async () => {
    await register(here, 'erin@example.com');
    const guess = (one: Instance) => login(one, 'erin@example.com', 'not the right one');
    const statuses = statusesOf([...(await eight(guess)), ...(await eight(guess))]);
    assert.ok(statuses.filter((status) => status === 401).length <= 11);
    assert.ok(statuses.includes(429));
  });

  it('refuses the token of a deactivated member with the next request', async () => {
    const registered = await register(here, 'frank@example.com');
    assert.equal((await accountOf(there, registered)).status, 200);
    await query(`UPDATE members SET is_active = false WHERE email = 'frank@example.com'`);
    assert.equal((await accountOf(there, registered)).status, 400);
  });

  it('refuses what is no name or no text', async () => {
    for (const body of [
      undefined,
      {},
      { email: 1, password: 2 },
      { email: 'a', password: 'b' },
      { email: 'a\0@b', password: PASSWORD },
      { email: 'a@b', password: `${PASSWORD}\ud800` },
    ]) {
      assert.equal((await here.post('/account', body)).status, 400, JSON.stringify(body));
      const { status } = await here.post('/account/login', body);
      assert.ok([400, 401].includes(status), `${JSON.stringify(body)}: ${status}`);
    }
  });

  it('responds 503 to what a restart of the database interrupts, and goes on', async () => {
    const registered = await register(here, 'gina@example.com');
    await query(TERMINATE);
    const account = () => accountOf(here, registered);
    const interrupted = await Promise.all([account(), account(), account()]);
    assert.ok(
      interrupted.every(({ status }) => [200, 503].includes(status)),
      JSON.stringify(interrupted),
    );
    let status = 503;
    while (status === 503) {
      ({ status } = await account());
    }
    assert.equal(status, 200);
  });
});
