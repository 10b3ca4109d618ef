import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from '../support/client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { HeldRequest } from '../support/held-request.js';
import { eventually, sharedBy, startProcess } from '../support/process.js';
import { LONG, recordFigure } from './support/fault-run.js';
import { me, type LoadRequest, signIn, LoadClient } from './support/load-client.js';

const PASSWORD = 'an unlikely passphrase';
const CLIENTS = 20;

/** Repeated, because the test looks for a race. */
const TIMES = LONG ? 10 : 1;

interface Traffic {
  readonly statuses: Map<number, number>;
  readonly failures: string[];
}

describe('a stopping service', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  const start = () => startProcess({ env: { ...sharedBy(database.url), AUTH_BCRYPT_COST: '10', LOG_LEVEL: 'warn' } });

  it(
    `responds under load to every request that reached it, and exits cleanly (${TIMES} times)`,
    async () => {
      let longest = 0;
      for (let time = 0; time < TIMES; time++) {
        const service = await start();
        const { token, username } = await new Client(service.url).newcomer(`alice${time}`, PASSWORD);
        const traffic: Traffic = { statuses: new Map(), failures: [] };
        const clients = Array.from({ length: CLIENTS }, (_, index) =>
          keepSending(service.url, traffic, index % 5 === 0 ? signIn(username, PASSWORD) : me(token)),
        );
        await eventually(() => (traffic.statuses.get(200) ?? 0) > 200, 60_000);
        // Neither a connection without a request nor an idle one may delay the stop.
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
      recordFigure(`SIGTERM under load, ${TIMES} times`, `0 requests lost, ended within ${longest.toFixed(0)} ms`);
    },
    TIMES * 120_000,
  );

  // `drain.spec.ts` shows this without the wait of seven seconds.
  if (LONG) {
    it('exits cleanly within ten seconds, even if clients never complete their requests', async () => {
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
      recordFigure('SIGTERM with half a request', `ended after ${(performance.now() - since).toFixed(0)} ms`);
      expect(performance.now() - since).toBeLessThan(10_000);
      await cut;
    });
  }
});

async function open(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  // The service may reset it, because it has sent no whole request.
  const socket = connect(Number(port), hostname).on('error', () => undefined);
  await once(socket, 'connect');
  return socket.on('end', () => socket.destroy());
}

/** One client, one connection at a time, until the service no longer listens. */
async function keepSending(url: string, { statuses, failures }: Traffic, request: LoadRequest): Promise<void> {
  const loadClient = new LoadClient(url, { maxSockets: 1 });
  try {
    for (;;) {
      const { status } = await loadClient.send(request);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // A refused new connection loses nothing, because its request was never sent.
    if (code !== 'ECONNREFUSED') {
      failures.push(`${code}: ${message}`);
    }
  } finally {
    loadClient.close();
  }
}
