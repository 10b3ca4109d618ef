import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setImmediate as afterPolling } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Drain } from './drain.js';

const GET = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n';

/** Far enough apart to show which limit closed a connection, even on a busy machine. */
const IN_GRACE = { graceMs: 50, patienceMs: 60_000 };
const IN_PATIENCE = { graceMs: 20, patienceMs: 200 };

describe('Drain', () => {
  let server: Server;
  let pending: ServerResponse[];

  beforeEach(() => {
    pending = [];
    server = createServer((request, response) => {
      if (request.url === '/slow') {
        pending.push(response);
      } else {
        request.resume();
        response.end('done');
      }
    });
  });
  afterEach(() => server.closeAllConnections());

  async function listen(times = IN_GRACE): Promise<Drain> {
    const drain = new Drain(server, times);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return drain;
  }

  async function open(sent = ''): Promise<Socket & { received: () => string }> {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => undefined);
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    await Promise.all([once(socket, 'connect'), once(server, 'connection')]);
    socket.write(sent);
    return Object.assign(socket, { received: () => text });
  }

  it('waits neither for an unused connection nor for an idle one', async () => {
    const drain = await listen();
    const silent = await open();
    const idle = await open(GET);
    await once(idle, 'data');
    const closed = Promise.all([once(silent, 'close'), once(idle, 'close')]);
    await drain.run();
    await closed;
  });

  it('waits for the responses of requests in flight after the grace has ended', async () => {
    const drain = await listen({ graceMs: 0, patienceMs: 60_000 });
    const arrived = once(server, 'request');
    const busy = await open(GET.replace('/', '/slow'));
    await arrived;
    const silent = await open();
    const closed = once(busy, 'close');
    const ended = drain.run();
    await once(silent, 'close');
    pending.forEach((response) => response.end('done at last'));
    await closed;
    await ended;
    expect(busy.received()).toMatch(/Connection: close[^]+done at last/);
  });

  it('responds to a request during the grace and closes its connection', async () => {
    const drain = await listen({ graceMs: 60_000, patienceMs: 60_000 });
    const idle = await open(GET);
    await once(idle, 'data');
    const ended = drain.run();
    const closed = once(idle, 'close');
    while (server.listening) {
      await afterPolling();
    }
    idle.write(GET);
    await closed;
    await ended;
    expect(idle.received()).toMatch(/Connection: keep-alive[^]+Connection: close/);
  });

  it.each([
    ['the headers', 'GET / HTTP/1.1\r\nHost: loc'],
    ['the body', 'POST /slow HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf'],
  ])('closes the connection of a client that never completes %s', async (_what, half) => {
    const drain = await listen(IN_PATIENCE);
    const slow = await open(half);
    const closed = once(slow, 'close');
    await drain.run();
    await closed;
  });
});
