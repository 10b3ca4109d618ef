import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';

/** Subscribes to a `node:diagnostics_channel` while the application runs. */
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
