import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from '../support/client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { HeldRequest } from '../support/held-request.js';
import { eventually, sharedBy, startProcess } from '../support/process.js';
import { figure, LONG } from './support/form.js';
import { me, type Question, signIn, Visitors } from './support/visitors.js';

const PASSWORD = 'an unlikely passphrase';
const CLIENTS = 20;

/** Many times, for what it looks for is a race. */
const TIMES = LONG ? 10 : 1;

interface Traffic {
  readonly statuses: Map<number, number>;
  readonly failures: string[];
}

describe('the service that is told to stop', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  const start = () => startProcess({ env: { ...sharedBy(database.url), AUTH_BCRYPT_COST: '10', LOG_LEVEL: 'warn' } });

  it(
    `answers under load every request that reached it, and ends cleanly (${TIMES} times)`,
    async () => {
      let longest = 0;
      for (let time = 0; time < TIMES; time++) {
        const service = await start();
        const { token, username } = await new Client(service.url).newcomer(`alice${time}`, PASSWORD);
        const traffic: Traffic = { statuses: new Map(), failures: [] };
        const clients = Array.from({ length: CLIENTS }, (_, index) =>
          keepAsking(service.url, traffic, index % 5 === 0 ? signIn(username, PASSWORD) : me(token)),
        );
        await eventually(() => (traffic.statuses.get(200) ?? 0) > 200, 15_000);
        // Opened ahead of need, and kept for later: neither may hold the stop up.
        const [silent, idle] = [await open(service.url), await open(service.url)];
        idle.write('GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n');
        await once(idle, 'data');

        const since = performance.now();
        service.signal('SIGTERM');
        expect(await service.exited).toEqual({ code: 0, signal: null });
        longest = Math.max(longest, performance.now() - since);
        expect(performance.now() - since).toBeLessThan(5_000);
        await Promise.all(clients);
        expect(traffic.failures).toEqual([]);
        expect([...traffic.statuses.keys()]).toEqual([200]);
        for (const socket of [silent, idle]) {
          expect(socket.destroyed).toBe(true);
        }
      }
      figure(`SIGTERM under load, ${TIMES} times`, `0 requests lost, ended within ${longest.toFixed(0)} ms`);
    },
    TIMES * 30_000,
  );

  // What `drain.spec.ts` shows in no time takes the whole process seven seconds.
  if (LONG) {
    it('ends cleanly within ten seconds, though there are clients that never send the whole of a request', async () => {
      const service = await start();
      const headers = await open(service.url);
      headers.write('GET /me HTTP/1.1\r\nHost: localhost\r\nX-Slow: ');
      const dripping = setInterval(() => headers.write('x'), 500);
      headers.on('close', () => clearInterval(dripping));
      const body = await HeldRequest.open(service.url, '/token', new URLSearchParams({ username: 'alice' }));
      const cut = expect(body.answer()).rejects.toThrow();

      const since = performance.now();
      service.signal('SIGTERM');
      expect(await service.exited).toEqual({ code: 0, signal: null });
      figure('SIGTERM with half a request', `ended after ${(performance.now() - since).toFixed(0)} ms`);
      expect(performance.now() - since).toBeLessThan(10_000);
      await cut;
    });
  }
});

async function open(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  // It may well be reset: what it has sent was not a request.
  const socket = connect(Number(port), hostname).on('error', () => undefined);
  await once(socket, 'connect');
  return socket.on('end', () => socket.destroy());
}

/** One client, one connection at a time, until nobody listens any more. */
async function keepAsking(url: string, { statuses, failures }: Traffic, question: Question): Promise<void> {
  const visitor = new Visitors(url, { maxSockets: 1 });
  try {
    for (;;) {
      const { status } = await visitor.ask(question);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // A new connection that is refused has lost nothing: the request was never sent.
    if (code !== 'ECONNREFUSED') {
      failures.push(`${code}: ${message}`);
    }
  } finally {
    visitor.leave();
  }
}
