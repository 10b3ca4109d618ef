import type { DynamicModule } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { AccountsModule, FileMailbox, type Mailer } from '@portcullis/accounts';
import type { PortProvider } from '@portcullis/auth/spi';
import type { Settings } from '../config/settings.js';
import { hasMailbox } from './mail-settings.js';
import { MailboxModule } from './mailbox.module.js';
import { serviceUrlOf } from './service-url.js';

/** As mails name the service. */
export const PRODUCT_NAME = 'Portcullis';

/** What users do with their accounts, and the mails for it. */
export function accountsOf(settings: Settings, users: DynamicModule): DynamicModule[] {
  const { emailVerification } = settings;
  const mailer = mailerOf(settings);
  const accounts = AccountsModule.forRootAsync({
    imports: [users],
    inject: [HttpAdapterHost],
    useFactory: (host: HttpAdapterHost) => ({
      productName: PRODUCT_NAME,
      // The port may be known only when the service listens.
      appUrl: () => settings.appUrl ?? serviceUrlOf(settings, host),
      emailVerification,
    }),
    ...(mailer && { mailer }),
  });
  return [...(hasMailbox(settings) ? [MailboxModule.forRuntime(settings)] : []), accounts];
}

/** In production without a mail server there is none. nodemailer is loaded only if there is a server. */
function mailerOf(settings: Settings): PortProvider<Mailer> | undefined {
  const { mailUrl: url, mailFrom: from } = settings;
  if (url === undefined) {
    return hasMailbox(settings) ? { useExisting: FileMailbox } : undefined;
  }
  return {
    useFactory: async () => {
      const { SmtpMailer } = await import('./smtp-mailer.js');
      return new SmtpMailer({ url, from: from! });
    },
  };
}
