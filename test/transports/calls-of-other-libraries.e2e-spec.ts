import { Injectable, UseGuards } from '@nestjs/common';
import { ExternalContextCreator } from '@nestjs/core';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ActiveUserGuard, GLOBAL_GUARDS, JwtAuthGuard, OptionalAuth, PolicyGuard, Public } from '@portcullis/auth';
import { Host } from './support/host.js';

/** Handlers that Nest's `ExternalContextCreator` runs with their own context type, as a library for RabbitMQ does. */
@Injectable()
class StockConsumer {
  @Public()
  counted(message: unknown) {
    return message;
  }

  @Public()
  @UseGuards(JwtAuthGuard, ActiveUserGuard, PolicyGuard)
  countedTwice(message: unknown) {
    return message;
  }

  sold() {
    return 'sold';
  }
}

@Injectable()
@OptionalAuth()
class OptionalConsumer {
  sold() {
    return 'sold';
  }
}

@Injectable()
@Public()
class PublicConsumer {
  sold() {
    return 'sold';
  }
}

const TYPES = ['rmq', 'telegraf', 'http', 'rpc', 'graphql', 'ws'];
const MESSAGES: readonly (readonly unknown[])[] = [
  [],
  [undefined],
  [null],
  ['text'],
  [{ user: { id: 1, isActive: true } }],
  [{ id: 1 }, null],
  [{ headers: {} }],
  [1, { user: { id: 1, isActive: true } }],
];

const isLikeRequest = (value: unknown) => JSON.stringify(value) === '{"headers":{}}';

describe('handlers that another library runs, in an application with GLOBAL_GUARDS', () => {
  let host: Host;
  let contexts: ExternalContextCreator;

  beforeAll(async () => {
    host = new Host();
    await host.start({
      imports: [host.authModule()],
      providers: [...GLOBAL_GUARDS, StockConsumer, OptionalConsumer, PublicConsumer],
    });
    contexts = host.app.get(ExternalContextCreator);
  });
  afterAll(() => host.app.close());

  type Consumer = StockConsumer | OptionalConsumer | PublicConsumer;

  function handlerOf<T extends Consumer>(consumer: new () => T, method: keyof T & string, type: string) {
    const instance = host.app.get(consumer);
    const callback = Reflect.get(instance, method) as (...args: unknown[]) => unknown;
    const all = { guards: true, interceptors: true, filters: true };
    const handler = contexts.create(
      instance,
      callback,
      method,
      undefined,
      undefined,
      undefined,
      undefined,
      all,
      type as 'http',
    );
    return async (...args: readonly unknown[]) => handler(...args);
  }

  it.each(TYPES)('are called without a token if they are public, with any message of the type %s', async (type) => {
    for (const message of MESSAGES) {
      expect(await handlerOf(StockConsumer, 'counted', type)(...message)).toBe(message[0]);
      expect(await handlerOf(StockConsumer, 'countedTwice', type)(...message)).toBe(message[0]);
      expect(await handlerOf(PublicConsumer, 'sold', type)(...message)).toBe('sold');
    }
  });

  it.each(TYPES.slice(0, 4))(
    'are refused with a message for the developer if they are not public: %s',
    async (type) => {
      for (const message of MESSAGES.filter(([first]) => !isLikeRequest(first))) {
        const refused = handlerOf(StockConsumer, 'sold', type)(...message);
        await expect(refused).rejects.toThrow(
          `Portcullis can't authenticate the caller of StockConsumer.sold: it knows no place for a token in this call of the type ` +
            `'${type}'. Write @Public() on the handler, and check the caller in a guard of your own.`,
        );
        await expect(handlerOf(OptionalConsumer, 'sold', type)(...message)).rejects.toThrow(/OptionalConsumer\.sold/);
      }
    },
  );

  it.each(TYPES)('never run if they are not public: %s', async (type) => {
    for (const message of MESSAGES) {
      const refused = handlerOf(StockConsumer, 'sold', type)(...message);
      await expect(refused).rejects.not.toBeInstanceOf(TypeError);
    }
  });
});
