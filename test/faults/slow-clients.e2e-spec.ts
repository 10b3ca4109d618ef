import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SLOW_CLIENT_LIMITS, type SlowClientLimits } from '../../src/http/slow-clients.js';
import { Client } from '../support/client.js';
import { createTestDatabase } from '../support/database.js';
import { sharedBy, startProcess } from '../support/process.js';
import { startService } from '../support/service.js';
import { LONG, recordFigure } from './support/fault-run.js';
import { openLoop } from './support/open-loop.js';
import { me, LoadClient } from './support/load-client.js';

const CLOSED_WITHIN_MS = 60_000;

/** A connection that is never closed drips for longer. */
const BUSY_MACHINE_MS = 10_000;

/** Below this, a p99 shows the machine's noise, not the service. */
const NOISE_MS = 50;

const HEADERS = 'POST /token HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n';

/** The part of a request that each client sends before it begins to drip. */
const BEGINNINGS = {
  'drip the first line': 'GET /me?slow=',
  'drip the headers': `${HEADERS}X-Slow: `,
  'drip the body': `${HEADERS}Content-Length: 10000\r\n\r\nusername=`,
  'never send a byte': '',
};

/** The compiled service with its real limits, or in the short form a service in this process with a thirtieth of them. */
const { limits, clients, dripMs, calmSeconds, mePerSecond } = LONG
  ? { limits: SLOW_CLIENT_LIMITS, clients: 500, dripMs: 1_000, calmSeconds: 10, mePerSecond: 200 }
  : {
      limits: { headersMs: 500, requestMs: 1_000, checkEveryMs: 150 },
      clients: 80,
      dripMs: 100,
      calmSeconds: 1,
      mePerSecond: 50,
    };

describe(`${clients} clients that drip their requests`, () => {
  let url: string;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    ({ url, stop } = await (LONG ? compiledService() : serviceInProcess(limits)));
  });
  afterAll(() => stop());

  it(
    'lose their connections in time, and do not slow other clients',
    async () => {
      const { token } = await new Client(url).newcomer('alice');
      const loadClient = new LoadClient(url);
      const send = async () => (await loadClient.send(me(token))).status;
      const calm = await openLoop({ perSecond: mePerSecond, until: { seconds: calmSeconds }, send });

      const over = new AbortController();
      const beside = openLoop({ perSecond: mePerSecond, until: over.signal, send });
      const beginnings = Object.entries(BEGINNINGS);
      const lives = await Promise.all(
        Array.from({ length: clients }, async (_, index) => {
          const [what, beginning] = beginnings[index % beginnings.length]!;
          return { what, milliseconds: await drip(url, beginning) };
        }),
      );
      over.abort();
      const dripping = await beside;
      loadClient.close();

      for (const what of Object.keys(BEGINNINGS)) {
        const longest = Math.max(...lives.filter((life) => life.what === what).map((life) => life.milliseconds));
        recordFigure(`clients that ${what}`, `closed within ${(longest / 1000).toFixed(1)} s`);
        const limit = what === 'drip the body' ? limits.requestMs : limits.headersMs;
        expect(longest).toBeLessThan(limit + limits.checkEveryMs + BUSY_MACHINE_MS);
      }
      const [before, during] = [calm, dripping].map((tally) => tally.latency(200, 0.99)) as [number, number];
      recordFigure(
        `/me beside ${clients} of them`,
        `p99 ${before.toFixed(1)} ms without, ${during.toFixed(1)} ms with`,
      );
      expect([...calm.failures, ...dripping.failures]).toEqual([]);
      expect(Object.keys(dripping.statuses)).toEqual(['200']);
      if (LONG) {
        expect(during).toBeLessThan(Math.max(2 * before, NOISE_MS));
      }
    },
    calmSeconds * 1_000 + 120_000,
  );

  it('have limits of at most 60 seconds', () => {
    const { headersMs, requestMs, checkEveryMs } = SLOW_CLIENT_LIMITS;
    expect(Math.max(headersMs, requestMs) + checkEveryMs).toBeLessThan(CLOSED_WITHIN_MS);
  });
});

/** @returns how long the connection lasted, in milliseconds */
async function drip(url: string, beginning: string): Promise<number> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).on('error', () => undefined);
  await once(socket, 'connect');
  const since = performance.now();
  const closed = new Promise<number>((resolve) => {
    socket.on('close', () => resolve(performance.now() - since));
  });
  socket.resume().on('end', () => socket.destroy());
  if (beginning !== '') {
    socket.write(beginning);
    await keepDripping(socket);
  }
  return closed;
}

async function keepDripping(socket: Socket): Promise<void> {
  while (!socket.destroyed) {
    await pause(dripMs);
    socket.write('x');
  }
}

async function compiledService() {
  const database = await createTestDatabase();
  const { url } = await startProcess({ env: { ...sharedBy(database.url), LOG_LEVEL: 'warn' } });
  return { url, stop: () => database.drop() };
}

async function serviceInProcess(slowClients: SlowClientLimits) {
  const service = await startService({ slowClients });
  return { url: service.client.url, stop: () => service.stop() };
}
