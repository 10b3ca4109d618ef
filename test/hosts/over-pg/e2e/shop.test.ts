import './environment.js';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { accountOf, type Answer, type Instance, openInstance } from './instance.js';
import { createTables, query, TERMINATE } from './tables.js';

describe('a shop over a data layer of its own, on two instances', () => {
  let here: Instance;
  let there: Instance;

  before(async () => {
    await createTables();
    here = await openInstance();
    there = await openInstance();
  });
  after(() => Promise.all([here.close(), there.close()]));

  const eight = (work: (instance: Instance) => Promise<Answer>) =>
    Promise.all(Array.from({ length: 8 }, (_, index) => work(index % 2 === 0 ? here : there)));
  const statusesOf = (answers: readonly Answer[]) => answers.map(({ status }) => status).sort();

  it('signs in at a route of its own, and the session ends on both', async () => {
    assert.equal((await here.register('alice')).status, 201);
    const { status, body } = await here.login('alice');
    assert.equal(status, 200);
    assert.deepEqual((await there.as(body['access_token'], '/me')).body, { username: 'alice' });
    assert.equal((await there.send('/me')).status, 401);
    assert.equal((await here.as(body['access_token'], '/logout', 'POST')).status, 204);
    assert.equal((await there.as(body['access_token'], '/me')).status, 401);
  });

  it('gives a name to one of several that ask for it at once', async () => {
    assert.deepEqual(statusesOf(await eight((one) => one.register('bob'))), [201, ...Array<number>(7).fill(400)]);
  });

  it('rotates a refresh token once, however often it is presented at once', async () => {
    await here.register('carol');
    const { body } = await here.login('carol');
    const refreshed = await eight((one) => one.refresh(body['refresh_token']));
    assert.deepEqual(statusesOf(refreshed), Array<number>(8).fill(200));
    assert.equal(new Set(refreshed.map((answer) => answer.body['refresh_token'])).size, 1);
  });

  it('has a few guesses at a password on both together', async () => {
    await here.register('dave');
    const guess = (one: Instance) => one.login('dave', 'not the right one');
    const statuses = statusesOf([...(await eight(guess)), ...(await eight(guess))]);
    assert.ok(statuses.filter((status) => status === 401).length <= 11);
    assert.ok(statuses.includes(429));
  });

  it('registers a guest and stores the order, or does neither', async () => {
    const order = (item: string, name: string) => here.post('/orders', { item, guest: accountOf(name) });
    assert.equal((await order('a book', 'erin')).status, 201);
    assert.equal((await there.login('erin')).status, 200);
    assert.equal((await order('a book', 'erin')).status, 400);
    assert.equal((await order('sold out', 'frank')).status, 500);
    assert.equal((await there.login('frank')).status, 401);
    assert.deepEqual(await query('SELECT item FROM orders'), [{ item: 'a book' }]);
  });

  it('signs with keys in the database', async () => {
    const [one, other] = await Promise.all([here, there].map((instance) => instance.send('/.well-known/jwks.json')));
    assert.equal((one?.body['keys'] as unknown[]).length, 1);
    assert.deepEqual(one?.body, other?.body);
  });

  it('responds 503 to what a restart of the database interrupts, and goes on', async () => {
    await here.register('gina');
    const { body } = await here.login('gina');
    const me = () => here.as(body['access_token'], '/me');
    await query(TERMINATE);
    const interrupted = await Promise.all([me(), me(), me()]);
    assert.ok(
      interrupted.every(({ status }) => [200, 503].includes(status)),
      JSON.stringify(interrupted),
    );
    let status = 503;
    while (status === 503) {
      ({ status } = await me());
    }
    assert.equal(status, 200);
  });

  it('keeps its own tables of the same names', async () => {
    assert.deepEqual(await query('SELECT * FROM users'), []);
    assert.deepEqual(await query('SELECT * FROM sessions'), []);
  });
});
