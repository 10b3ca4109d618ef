import { type DynamicModule, Global, Module } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { FileMailbox } from '@portcullis/accounts';
import type { Settings } from '../config/settings.js';
import { DevelopmentMailbox } from './development.mailbox.js';
import { type Listener, serviceUrlOf } from './service-url.js';

/** Provides the mailbox for development as `FileMailbox`, to every module. */
@Global()
@Module({})
export class MailboxModule {
  static forRuntime(settings: Settings): DynamicModule {
    const mailbox = {
      provide: FileMailbox,
      inject: [HttpAdapterHost],
      useFactory: ({ httpAdapter }: HttpAdapterHost) => {
        const page = () => `${serviceUrlOf(settings, httpAdapter.getHttpServer() as Listener)}/mailbox`;
        return new DevelopmentMailbox(settings.dataDir, page);
      },
    };
    return { module: MailboxModule, providers: [mailbox], exports: [FileMailbox] };
  }
}
