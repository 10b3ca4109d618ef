import type { ExecutionContext } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { MalformedAuthorizationError } from '../../errors/credential.errors.js';
import { GraphqlTransport } from './graphql.transport.js';

const transport = new GraphqlTransport();
const request = { headers: { authorization: 'Bearer of-the-request' } };

function contextOf(shared: object, operation = 'query'): ExecutionContext {
  const args: unknown[] = [undefined, {}, shared, { operation: { operation } }];
  return { getArgs: () => args } as unknown as ExecutionContext;
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
    ['graphql-ws', (connection: object) => connection],
    ['@nestjs/apollo', (connection: object) => ({ req: connection })],
    ['an application that passes on its members', (connection: object) => ({ ...connection, req: request })],
  ])(
    'reads the connectionParams of graphql-ws, and not the Authorization header, from the context of %s',
    (_kind, sharedOf) => {
      const connection = graphqlWs({ authorization: 'Bearer of-the-connection' });
      const context = contextOf(sharedOf(connection), 'subscription');
      expect(transport.bearerOf(context)).toEqual({ headers: { authorization: 'Bearer of-the-connection' } });
      expect(transport.connectionOf(context)?.socket).toBe(connection.extra.socket);
      expect(transport.bearerOf(contextOf(sharedOf(graphqlWs()), 'subscription'))).toEqual({ headers: {} });
    },
  );

  it.each([
    [{ authorization: 'Bearer a', Authorization: 'Bearer a' }],
    [{ authorization: ['Bearer a', 'Bearer b'] }],
    [{ authorization: { toString: 'Bearer a' } }],
    [{ authorization: 7 }],
  ])('refuses the connectionParams %j', (connectionParams) => {
    const context = contextOf({ req: graphqlWs(connectionParams) });
    expect(() => transport.bearerOf(context)).toThrow(MalformedAuthorizationError);
  });

  it('creates a bearer for each call, as Passport changes it', () => {
    const context = contextOf({ req: graphqlWs({ authorization: 'Bearer a' }) });
    expect(transport.bearerOf(context)).not.toBe(transport.bearerOf(context));
  });

  it('has no connection to watch for queries and mutations', () => {
    expect(transport.connectionOf(contextOf({ req: graphqlWs() }, 'mutation'))).toBeNull();
  });

  it.each([[{ req: request }], [{ reply: { request } }], [{}]])(
    'refuses a subscription that it could not end: %j',
    (shared) => {
      expect(() => transport.connectionOf(contextOf(shared, 'subscription'))).toThrow(
        'could not end this subscription',
      );
    },
  );

  it('finds the request of a reference, and never reads the arguments of the client', () => {
    const info = { operation: { operation: 'query' } };
    const reference = [{ __typename: 'Employee' }, { req: request }, info];
    expect(transport.bearerOf({ getArgs: () => reference } as unknown as ExecutionContext)).toBe(request);
    const ofClient = [undefined, { req: { headers: { authorization: 'Bearer of-a-client' } } }, { req: request }, info];
    expect(transport.bearerOf({ getArgs: () => ofClient } as unknown as ExecutionContext)).toBe(request);
  });

  it('throws if the context has no request', () => {
    expect(() => transport.bearerOf(contextOf({}))).toThrow("its context has no 'req'");
  });
});
