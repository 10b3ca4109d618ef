import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';

/** Listens to a channel of `node:diagnostics_channel` from the start of the application to its end. */
export abstract class ChannelSubscription<TMessage> implements OnModuleInit, OnApplicationShutdown {
  readonly #listener = (message: unknown): void => this.take(message as TMessage);

  protected constructor(private readonly channel: string) {}

  protected abstract take(message: TMessage): void;

  onModuleInit(): void {
    subscribe(this.channel, this.#listener);
  }

  onApplicationShutdown(): void {
    unsubscribe(this.channel, this.#listener);
  }
}
