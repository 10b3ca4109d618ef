import type { Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { AccessTokenClaims } from '@portcullis/auth/spi';
import { SocketWatch } from '../../libs/auth/src/authentication/socket/socket-watch.js';
import { until } from '../attacks/support/until.js';
import { ADAPTERS } from '../support/adapters.js';
import { Host } from './support/host.js';
import { Sessions, StreamController, ticker } from './support/stream.controller.js';

const STREAMS = ['/events', '/file', '/sized', '/ndjson', '/optional'];

describe.each(ADAPTERS)('a response that stays open, on %s', (adapter) => {
  let host: Host;
  let url: string;
  let sessions: Sessions;
  let watch: SocketWatch;
  const readers: AbortController[] = [];

  beforeAll(async () => {
    host = new Host();
    sessions = new Sessions();
    await host.start(
      {
        imports: [host.authModule()],
        controllers: [StreamController],
        providers: [{ provide: Sessions, useValue: sessions }],
      },
      undefined,
      adapter,
    );
    url = await host.app.getUrl();
    watch = host.app.get(SocketWatch);
  });
  afterEach(async () => {
    readers.splice(0).forEach((reader) => reader.abort());
    host.users.isReachable = true;
    sessions.isReachable = true;
    host.users.put('bob');
    await until(() => watch.size === 0 && ticker.listenerCount('say') === 0);
  });
  afterAll(async () => {
    // An aborted reader may leave a connection without a request.
    (host.app.getHttpServer() as Server).closeAllConnections();
    await host.app.close();
  });

  /** Reads a response in the background: its text so far, and how it has ended. */
  async function open(path: string, token?: string, method = 'GET') {
    const reader = new AbortController();
    readers.push(reader);
    const response = await fetch(`${url}${path}`, {
      method,
      signal: reader.signal,
      ...(token !== undefined && { headers: { Authorization: `Bearer ${token}` } }),
    });
    const reading = { status: response.status, text: '', end: null as 'complete' | 'aborted' | null };
    void (async () => {
      try {
        for await (const chunk of response.body!) {
          reading.text += Buffer.from(chunk as Uint8Array).toString();
        }
        reading.end = 'complete';
      } catch {
        reading.end = 'aborted';
      }
    })();
    return reading;
  }

  async function streaming(path: string, token?: string, method = 'GET') {
    const before = ticker.listenerCount('say');
    const reading = await open(path, token, method);
    expect(reading.status).toBe(method === 'POST' ? 201 : 200);
    await until(() => ticker.listenerCount('say') > before);
    ticker.emit('say', 'hello');
    await until(() => reading.text.includes('hello'));
    return reading;
  }

  describe.each(STREAMS)('%s', (path) => {
    it.each<[string, (claims: AccessTokenClaims) => unknown]>([
      ['the user is deactivated', () => host.users.deactivate('bob')],
      ['the user is deleted', () => host.users.delete('bob')],
      ['the session ends', ({ jti }) => sessions.ended.add(jti)],
    ])('ends when %s, and responses to other users stay open', async (_what, change) => {
      const alice = await streaming(path, host.tokenOf('alice'));
      const token = host.tokenOf('bob');
      const bob = await streaming(path, token);
      const claims = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as AccessTokenClaims;
      change(claims);
      await until(() => bob.end !== null);
      // A file must not look complete; an event stream may end anywhere.
      expect(bob.end).toBe(path === '/events' ? 'complete' : 'aborted');
      // The source has ended too.
      await until(() => ticker.listenerCount('say') === 1);
      ticker.emit('say', 'goodbye');
      await until(() => alice.text.includes('goodbye'));
      expect(bob.text).not.toContain('goodbye');
      expect(alice.end).toBeNull();
    });

    it('ends when its token expires if the user repository can not be reached, and not before', async () => {
      const reading = await streaming(path, host.tokenOf('bob'));
      host.users.isReachable = false;
      sessions.isReachable = false;
      const { lookUps } = host.users;
      await until(() => host.users.lookUps > lookUps + 1);
      expect(reading.end).toBeNull();
      host.clock.travel(1801);
      await until(() => reading.end !== null);
      expect(host.logged).toEqual([]);
    });
  });

  it('is watched after a POST request too', async () => {
    const reading = await streaming('/posted-events', host.tokenOf('bob'), 'POST');
    host.users.deactivate('bob');
    await until(() => reading.end !== null);
  });

  it('is not watched for a caller without a token', async () => {
    await streaming('/open');
    await streaming('/optional');
    expect(watch.size).toBe(0);
  });

  it('leaves the connection usable for the next request after its events have ended', async () => {
    for (let count = 0; count < 20; count++) {
      const response = await fetch(`${url}/events`, { headers: { Authorization: `Bearer ${host.tokenOf('bob')}` } });
      host.users.deactivate('bob');
      expect(await response.text()).toBe('\n');
      const next = await fetch(`${url}/echo`, { method: 'POST' });
      expect(next.status).toBe(401);
      host.users.put('bob');
    }
  });

  it('does not end before it has begun, even if the token has expired meanwhile', async () => {
    const answer = fetch(`${url}/slow?word=done`, { headers: { Authorization: `Bearer ${host.tokenOf('bob')}` } });
    await until(() => ticker.listenerCount('ready') === 1);
    const stream = await streaming('/events', host.tokenOf('bob'));
    host.clock.travel(1801);
    await until(() => stream.end !== null);
    ticker.emit('ready');
    expect(await (await answer).json()).toEqual({ word: 'done' });
  });

  it('is no longer watched after it has ended by itself', async () => {
    for (let count = 0; count < 20; count++) {
      const response = await fetch(`${url}/echo`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${host.tokenOf('bob')}` },
      });
      expect(response.status).toBe(201);
      await response.text();
    }
    await until(() => watch.size === 0);
  });

  it('is still watched after a later request on the same connection', async () => {
    const { port } = new URL(url);
    const socket: Socket = connect(Number(port), '127.0.0.1');
    let heard = '';
    socket.on('data', (chunk) => (heard += chunk.toString()));
    const request = (path: string) =>
      `GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${host.tokenOf('bob')}\r\n\r\n`;
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.write(request('/events'));
    await until(() => ticker.listenerCount('say') === 1);
    socket.write(request('/optional'));
    ticker.emit('say', 'hello');
    await until(() => heard.includes('hello'));
    host.users.deactivate('bob');
    await closed;
  });
});
