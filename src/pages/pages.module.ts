import { type DynamicModule, Module } from '@nestjs/common';
import type { Settings } from '../config/settings.js';
import { hasMailbox } from '../mail/mail-settings.js';
import { AccountPagesController } from './account/account-pages.controller.js';
import { MailboxController } from './mailbox/mailbox.controller.js';
import { PUBLIC_HOST } from './mailbox/this-machine.guard.js';
import { PageFilesController } from './page-files.controller.js';

/** The pages that links in mails lead to, unless they lead to another site, and the pages of the mailbox, if there is one. */
@Module({})
export class PagesModule {
  static forRuntime(settings: Settings): DynamicModule {
    const { appUrl, publicUrl } = settings;
    const pages = [
      ...(appUrl === undefined ? [AccountPagesController] : []),
      ...(hasMailbox(settings) ? [MailboxController] : []),
    ];
    return {
      module: PagesModule,
      controllers: pages.length === 0 ? [] : [...pages, PageFilesController],
      providers: [{ provide: PUBLIC_HOST, useValue: publicUrl && new URL(publicUrl).hostname }],
    };
  }
}
