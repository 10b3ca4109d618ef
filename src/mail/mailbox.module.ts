import { type DynamicModule, Global, Module } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { FileMailbox } from '@portcullis/accounts';
import type { Settings } from '../config/settings.js';
import { DevelopmentMailbox } from './development.mailbox.js';
import { serviceUrlOf } from './service-url.js';

/** Provides the mailbox for development as `FileMailbox`, to every module. */
@Global()
@Module({})
export class MailboxModule {
  static forRuntime(settings: Settings): DynamicModule {
    const mailbox = {
      provide: FileMailbox,
      inject: [HttpAdapterHost],
      useFactory: (host: HttpAdapterHost) =>
        new DevelopmentMailbox(settings.dataDir, () => `${serviceUrlOf(settings, host)}/mailbox`),
    };
    return { module: MailboxModule, providers: [mailbox], exports: [FileMailbox] };
  }
}
