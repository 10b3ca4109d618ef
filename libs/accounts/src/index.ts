export { AccountsModule } from './accounts.module.js';
export type { AccountsModuleOptions } from './accounts.options.js';
export type { Mail, MailContent } from './mail/mail.js';
export { FileMailbox, type FileMailboxOptions, type MailboxEntry } from './mailbox/file.mailbox.js';
export { Mailer } from './mail/mailer.js';
export { MailUnavailableError } from './mail/mail-unavailable.error.js';
export { UnsendableMailError } from './mail/unsendable-mail.error.js';
export { accountsMigrations } from './migrations/accounts-migrations.js';
export type { MailEvent, MailGivenUp } from './outbox/mail-events.js';
export { type ComposedMail, MailComposer } from './outbox/mail.composer.js';
export { MailOutbox, type NewMail } from './outbox/mail-outbox.js';
export type { MailRequest, NewMailRequest } from './outbox/mail-request.js';
export type {
  AccountFacts,
  DeletionFacts,
  DuplicateRegistrationFacts,
  EmailChangeFacts,
  EmailChangeNoticeFacts,
  InvitationFacts,
  SecretFacts,
  SignInMethodFacts,
  UsernameChangeFacts,
} from './texts/mail-facts.js';
export { MailTexts } from './texts/mail-texts.js';
