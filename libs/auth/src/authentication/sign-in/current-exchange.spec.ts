import type { ExecutionContext } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { currentExchangeFactory } from './current-exchange.decorator.js';

const request = { headers: {} };
const response = {};

function contextOf(type: string, args: unknown[]): ExecutionContext {
  const context = { getType: () => type, getArgs: () => args, getArgByIndex: (index: number) => args[index] };
  return context as unknown as ExecutionContext;
}

const exchangeOf = (shared: object) =>
  currentExchangeFactory(undefined, contextOf('graphql', [undefined, {}, shared, { operation: {} }]));

describe('@CurrentExchange()', () => {
  it('is the request and the response of a route', () => {
    expect(currentExchangeFactory(undefined, contextOf('http', [request, response]))).toEqual({ request, response });
  });

  it.each([
    ['Apollo on Express', { req: { ...request, res: response } }],
    ['Apollo on Fastify, with its reply in the context', { req: request, reply: response }],
    ['Mercurius', { app: {}, reply: { request } }],
    ['an application that passes on both', { req: request, res: response }],
  ])('is the request and the response of %s', (_driver, shared) => {
    const exchange = exchangeOf(shared);
    expect(exchange.request).toMatchObject(request);
    expect(exchange.response).not.toBeNull();
  });

  it('has no response if the context has none', () => {
    expect(exchangeOf({ req: request })).toEqual({ request, response: null });
  });

  it.each(['req', 'itself'])('refuses an operation over a WebSocket: %s', (place) => {
    const connection = { extra: { socket: { close: () => {} }, request } };
    expect(() => exchangeOf(place === 'req' ? { req: connection } : connection)).toThrow(
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_USER_INPUT' }) }),
    );
  });

  it('fails on a transport without HTTP requests', () => {
    expect(() => exchangeOf({})).toThrow("its context has no 'req'");
    for (const type of ['ws', 'rpc']) {
      expect(() => currentExchangeFactory(undefined, contextOf(type, []))).toThrow('needs an HTTP request');
    }
  });
});
