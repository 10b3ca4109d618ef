import { Agent, type IncomingMessage, request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from '../support/client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { eventually, sharedBy, startProcess, type StartedService } from '../support/process.js';

const PASSWORD = 'an unlikely passphrase';
const CLIENTS = 20;

interface Traffic {
  readonly statuses: Map<number, number>;
  readonly failures: string[];
}

describe('the service that is told to stop under load', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  // Many times, for what it looks for is a race.
  it.each([1, 2, 3])(
    'answers every request that reached it, and ends cleanly (%i)',
    async (time) => {
      const service = await startProcess({
        env: { ...sharedBy(database.url), AUTH_BCRYPT_COST: '10', LOG_LEVEL: 'warn' },
      });
      const { token, username } = await new Client(service.url).newcomer(`alice${time}`);
      const traffic: Traffic = { statuses: new Map(), failures: [] };
      const clients = Array.from({ length: CLIENTS }, (_, index) => {
        const form = new URLSearchParams({ username, password: PASSWORD }).toString();
        return keepAsking(service, traffic, index % 5 === 0 ? { form } : { token });
      });
      await eventually(() => (traffic.statuses.get(200) ?? 0) > 200, 15_000);

      const since = performance.now();
      service.signal('SIGTERM');
      expect(await service.exited).toEqual({ code: 0, signal: null });
      expect(performance.now() - since).toBeLessThan(10_000);
      await Promise.all(clients);
      expect(traffic.failures).toEqual([]);
      expect([...traffic.statuses.keys()]).toEqual([200]);
    },
    40_000,
  );
});

/** One client, one connection at a time, until nobody listens any more. */
async function keepAsking(
  service: StartedService,
  { statuses, failures }: Traffic,
  what: { readonly token?: string; readonly form?: string },
): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  try {
    for (;;) {
      const status = await ask(service.url, agent, what);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // A new connection that is refused has lost nothing: the request was never sent.
    if (code !== 'ECONNREFUSED') {
      failures.push(`${code}: ${message}`);
    }
  } finally {
    agent.destroy();
  }
}

function ask(url: string, agent: Agent, { token, form }: { token?: string; form?: string }): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = form
      ? { 'Content-Type': 'application/x-www-form-urlencoded' }
      : { Authorization: `Bearer ${String(token)}` };
    const method = form ? 'POST' : 'GET';
    request(`${url}${form ? '/token' : '/me'}`, { agent, method, headers }, (response) => {
      readWhole(response).then(resolve, reject);
    })
      .on('error', reject)
      .end(form);
  });
}

async function readWhole(response: IncomingMessage): Promise<number> {
  let body = '';
  for await (const chunk of response.setEncoding('utf8')) {
    body += String(chunk);
  }
  if (!response.complete) {
    throw Object.assign(new Error('The answer broke off'), { code: 'INCOMPLETE' });
  }
  JSON.parse(body);
  return response.statusCode ?? 0;
}
