import type { AddressInfo, Server } from 'node:net';
import type { INestMicroservice } from '@nestjs/common';
import { type ClientProxy, ClientProxyFactory, Transport } from '@nestjs/microservices';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { lastValueFrom } from 'rxjs';
import { until } from '../attacks/support/until.js';
import { HasShortName } from './support/chat.gateway.js';
import { DeskController, DoorController } from './support/desk.controller.js';
import { BAD_TOKENS, Host, PROBLEMS, problem } from './support/host.js';

describe('a microservice over TCP', () => {
  let host: Host;
  let client: ClientProxy;

  beforeAll(async () => {
    host = new Host();
    let microservice: INestMicroservice | undefined;
    await host.start(
      { imports: [host.authModule()], controllers: [DeskController, DoorController], providers: [HasShortName] },
      async (app) => {
        microservice = app.connectMicroservice({ transport: Transport.TCP, options: { host: '127.0.0.1', port: 0 } });
        await app.startAllMicroservices();
      },
    );
    const { port } = microservice!.unwrap<Server>().address() as AddressInfo;
    client = ClientProxyFactory.create({ transport: Transport.TCP, options: { host: '127.0.0.1', port } });
  });
  afterAll(async () => {
    await client.close();
    await host.app.close();
  });
  afterEach(() => {
    host.users.isReachable = true;
    host.users.put('bob');
    expect(host.logged).toEqual([]);
  });

  /** Resolves with the reply to a message, or with the refusal. */
  function ask(pattern: string, token?: string): Promise<unknown> {
    return askWith(pattern, token === undefined ? {} : { metadata: { authorization: `Bearer ${token}` } });
  }

  function askWith(pattern: string, payload: unknown): Promise<unknown> {
    return lastValueFrom(client.send<unknown>(pattern, payload)).catch((refusal: unknown) => refusal);
  }

  it('reads the user from the token', async () => {
    expect(await ask('whoami', host.tokenOf('bob'))).toBe('bob');
    expect(await ask('open')).toBe('open');
  });

  it('refuses a message without a token, with any payload', async () => {
    for (const payload of [{}, '', 'text', 7, [], { metadata: null }, { metadata: { authorization: null } }]) {
      expect(await askWith('whoami', payload)).toEqual(PROBLEMS.none);
    }
  });

  it('reads the token only from the metadata, and never a user from the payload', async () => {
    const authorization = `Bearer ${host.tokenOf('bob')}`;
    const user = { id: 'bob', username: 'bob', isActive: true };
    const payload = { authorization, headers: { authorization }, token: authorization, user, metadata: { user } };
    expect(await askWith('whoami', payload)).toEqual(PROBLEMS.none);
    expect(await askWith('greeting', payload)).toBe('Hello, stranger');
  });

  it.each(BAD_TOKENS)('refuses $name', async ({ tokenOf, expected }) => {
    expect(await ask('whoami', tokenOf(host))).toEqual(expected);
  });

  it.each([
    ['two tokens', ['Bearer a', 'Bearer b'], 'More than one authorization'],
    ['a token that is not a text', { toString: 'Bearer a' }, 'Malformed authorization'],
    ['two tokens in one text', 'Bearer a, Bearer b', 'Malformed Authorization header'],
  ])('refuses %s', async (_name, authorization, detail) => {
    const expected = problem(400, 'malformed_authorization', detail);
    expect(await askWith('whoami', { metadata: { authorization } })).toEqual(expected);
  });

  it('checks roles, scopes and policies', async () => {
    const alice = host.tokenOf('alice', 'chat:write');
    const bob = host.tokenOf('bob');
    expect(await ask('role', alice)).toBe('yes');
    expect(await ask('role', bob)).toEqual(PROBLEMS.role);
    expect(await ask('scope', alice)).toBe('yes');
    expect(await ask('scope', bob)).toEqual(PROBLEMS.scope);
    expect(await ask('predicate', alice)).toEqual(PROBLEMS.denied);
    expect(await ask('predicate', bob)).toBe('yes');
  });

  it('accepts a message without a token under @OptionalAuth(), and refuses one with a bad token', async () => {
    expect(await ask('greeting')).toBe('Hello, stranger');
    expect(await ask('greeting', host.tokenOf('bob'))).toBe('Hello, bob');
    expect(await ask('greeting', 'not.a.token')).toEqual(PROBLEMS.bad);
  });

  it('reads the user again for each message', async () => {
    const bob = host.tokenOf('bob');
    expect(await ask('whoami', bob)).toBe('bob');
    host.users.deactivate('bob');
    expect(await ask('whoami', bob)).toEqual(PROBLEMS.inactive);
    host.users.isReachable = false;
    expect(await ask('whoami', bob)).toEqual(PROBLEMS.outage);
  });

  it('does not handle an event without a token', async () => {
    await lastValueFrom(client.emit('note', {}), { defaultValue: null });
    await lastValueFrom(client.emit('note', { metadata: { authorization: `Bearer ${host.tokenOf('bob')}` } }), {
      defaultValue: null,
    });
    const { noted } = host.app.get(DeskController);
    await until(() => noted.length > 0);
    expect(noted).toEqual(['bob']);
    // Nest logs the refusal, as an event has no reply.
    expect(host.logged.splice(0)).toEqual([expect.stringContaining('not_authenticated')]);
  });
});
