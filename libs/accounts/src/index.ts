export { AccountsModule } from './accounts.module.js';
export type { AccountsModuleOptions } from './accounts.options.js';
export { AccountDeletion } from './deletion/account-deletion.js';
export { AccountPurge } from './deletion/account.purge.js';
export type { ScheduledDeletion } from './deletion/deletion.table.js';
export { InvitedRolesError, UnknownInvitationError } from './invitations/invitation.errors.js';
export type { Invitation, InvitationAcceptance, InvitationPage, NewInvitation } from './invitations/invitation.js';
export { InvitationPurge } from './invitations/invitation.purge.js';
export { Invitations } from './invitations/invitations.js';
export { EmailChange, type NewEmailOfUser } from './email-change/email-change.js';
export { PresentEmailError } from './email-change/email-change.errors.js';
export { EmailUndo } from './email-change/email-undo.js';
export type { EmailChangeSecret } from './email-change/pending-email-change.js';
export type {
  AccountsEvent,
  EmailChangeRequested,
  EmailChangeUndone,
  EmailVerificationRequested,
  InvitationAccepted,
  InvitationRemoved,
  PasswordResetRequested,
  UserInvited,
} from './events/accounts-event.js';
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
  UnknownAddressFacts,
  UsernameChangeFacts,
} from './texts/mail-facts.js';
export { MailTexts } from './texts/mail-texts.js';
export { DeactivatedAccountError } from './password/deactivated-account.error.js';
export type { OwnRequest } from './password/current-password.js';
export { type NewPasswordOfUser, PasswordChange } from './password/password-change.js';
export { PasswordReset } from './password/password-reset.js';
export { IncorrectPasswordError, NewPasswordRefusedError } from './password/password.errors.js';
export type { MailSecret } from './presented-secret/presented-secret.body.js';
export { RegistrationByMail } from './registration/registration-by-mail.js';
export type { AccountRoutes } from './routes/account-routes.js';
export { AccountUserResponse, type AccountOfUser } from './routes/account-user.response.js';
export { EmailTakenError, UsernameTakenError } from './routes/taken.errors.js';
export { type NewUsernameOfUser, UsernameChange } from './username/username-change.js';
export { EmailVerification } from './verification/email-verification.js';
export { EmailNotVerifiedError } from './verification/verification.errors.js';
