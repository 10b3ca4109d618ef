import type { ExecutionContext } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { MalformedAuthorizationError } from '../../errors/auth.error.js';
import { GraphqlTransport } from './graphql.transport.js';

const transport = new GraphqlTransport();
const request = { headers: { authorization: 'Bearer of-the-request' } };

function contextOf(shared: object, operation = 'query'): ExecutionContext {
  const args: unknown[] = [undefined, {}, shared, { operation: { operation } }];
  return { getArgByIndex: (index: number) => args[index] } as unknown as ExecutionContext;
}

function graphqlWs(connectionParams?: object) {
  return { connectionParams, extra: { socket: { readyState: 1, close: () => {}, once: () => {} }, request } };
}

describe('GraphqlTransport', () => {
  it.each([
    ['Apollo', { req: request }],
    ['Mercurius', { app: {}, reply: { request } }],
  ])('finds the request of %s', (_driver, shared) => {
    expect(transport.bearerOf(contextOf(shared))).toBe(request);
  });

  it.each([
    ['its own', (connection: object) => connection],
    ['the one that @nestjs/apollo makes', (connection: object) => ({ req: connection })],
    ['that of a host that keeps its members', (connection: object) => ({ ...connection, req: request })],
  ])('reads the connectionParams of graphql-ws, and no header, from a context of %s', (_kind, sharedOf) => {
    const connection = graphqlWs({ authorization: 'Bearer of-the-connection' });
    const context = contextOf(sharedOf(connection), 'subscription');
    expect(transport.bearerOf(context)).toEqual({ headers: { authorization: 'Bearer of-the-connection' } });
    expect(transport.connectionOf(context)?.socket).toBe(connection.extra.socket);
    expect(transport.bearerOf(contextOf(sharedOf(graphqlWs()), 'subscription'))).toEqual({ headers: {} });
  });

  it.each([
    [{ authorization: 'Bearer a', Authorization: 'Bearer a' }],
    [{ authorization: ['Bearer a', 'Bearer b'] }],
    [{ authorization: { toString: 'Bearer a' } }],
    [{ authorization: 7 }],
  ])('refuses the connectionParams %j', (connectionParams) => {
    const context = contextOf({ req: graphqlWs(connectionParams) });
    expect(() => transport.bearerOf(context)).toThrow(MalformedAuthorizationError);
  });

  it('makes a bearer for each call: Passport leaves things on it', () => {
    const context = contextOf({ req: graphqlWs({ authorization: 'Bearer a' }) });
    expect(transport.bearerOf(context)).not.toBe(transport.bearerOf(context));
  });

  it('knows that queries and mutations end', () => {
    expect(transport.connectionOf(contextOf({ req: graphqlWs() }, 'mutation'))).toBeNull();
  });

  it.each([[{ req: request }], [{ reply: { request } }], [{}]])(
    'does not begin a subscription that it could not end: %j',
    (shared) => {
      expect(() => transport.connectionOf(contextOf(shared, 'subscription'))).toThrow('could not be ended');
    },
  );

  it('does not guess where there is no request', () => {
    expect(() => transport.bearerOf(contextOf({}))).toThrow("its context has no 'req'");
  });
});
