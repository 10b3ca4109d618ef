import type { Provider } from '@nestjs/common';
import { revokeSecrets } from '@portcullis/one-time-secrets';
import { AccountDeletion } from './deletion/account-deletion.js';
import { AccountPurge } from './deletion/account.purge.js';
import { DeletionCheck } from './deletion/deletion.check.js';
import { DeletionConsequence } from './deletion/deletion.consequence.js';
import { DeletionNotice } from './deletion/deletion-notice.consequence.js';
import { DeletionTable } from './deletion/deletion.table.js';
import { EmailChange } from './email-change/email-change.js';
import { EmailChangeComposer } from './email-change/email-change.composer.js';
import { EMAIL_UNDO, EmailChangeNotice } from './email-change/email-change-notice.js';
import { EmailChangedNotice } from './email-change/email-changed-notice.consequence.js';
import { EmailUndo } from './email-change/email-undo.js';
import { OutdatedUndos } from './email-change/outdated-undos.consequence.js';
import { EMAIL_CHANGE, PendingEmailChange } from './email-change/pending-email-change.js';
import { AccountsEvents } from './events/accounts-events.js';
import { InvitationMail } from './invitations/invitation.mail.js';
import { InvitationPurge } from './invitations/invitation.purge.js';
import { InvitationTable } from './invitations/invitation.table.js';
import { Invitations } from './invitations/invitations.js';
import { InvitedRoles } from './invitations/invited-roles.js';
import { MailBudget } from './mail-requests/mail-budget.js';
import { MailRequests } from './mail-requests/mail-requests.js';
import { CurrentPassword } from './password/current-password.js';
import { NewPasswords } from './password/new-passwords.js';
import { PasswordChange } from './password/password-change.js';
import { PasswordNotice } from './password/password-notice.consequence.js';
import { PasswordResetComposer } from './password/password-reset.composer.js';
import { PASSWORD_RESET, PasswordResetMail } from './password/password-reset.mail.js';
import { PasswordReset } from './password/password-reset.js';
import { CodeBudget } from './presented-secret/code-budget.js';
import { MailSecrets } from './presented-secret/mail-secrets.js';
import { SecretTurns } from './presented-secret/secret-turns.js';
import { DuplicateRegistrationComposer } from './registration/duplicate-registration.composer.js';
import { RegistrationByMail } from './registration/registration-by-mail.js';
import { UsernameChange } from './username/username-change.js';
import { UsernameNotice } from './username/username-notice.consequence.js';
import { EMAIL_VERIFICATION, EmailVerificationComposer } from './verification/email-verification.composer.js';
import { EmailVerification } from './verification/email-verification.js';
import { VerificationOfNewUsers } from './verification/verification.consequence.js';
import { VerifiedEmailCheck } from './verification/verified-email.check.js';

/** What users do with their passwords and addresses. */
export const FLOW_PROVIDERS: readonly Provider[] = [
  AccountDeletion,
  AccountPurge,
  AccountsEvents,
  CodeBudget,
  CurrentPassword,
  DeletionCheck,
  DeletionConsequence,
  DeletionNotice,
  DeletionTable,
  DuplicateRegistrationComposer,
  EmailChange,
  EmailChangeComposer,
  EmailChangedNotice,
  EmailChangeNotice,
  EmailUndo,
  EmailVerification,
  EmailVerificationComposer,
  InvitationMail,
  InvitationPurge,
  InvitationTable,
  Invitations,
  InvitedRoles,
  MailBudget,
  MailRequests,
  MailSecrets,
  NewPasswords,
  OutdatedUndos,
  PasswordChange,
  PasswordNotice,
  PasswordReset,
  PasswordResetComposer,
  PasswordResetMail,
  PendingEmailChange,
  RegistrationByMail,
  SecretTurns,
  UsernameChange,
  UsernameNotice,
  VerificationOfNewUsers,
  VerifiedEmailCheck,
  revokeSecrets(
    [PASSWORD_RESET, EMAIL_CHANGE],
    'password_changed',
    'email_changed',
    'access_revoked',
    'deactivated',
    'deletion_scheduled',
    'deleted',
  ),
  revokeSecrets(EMAIL_VERIFICATION, 'email_verified', 'email_changed', 'deactivated', 'deletion_scheduled', 'deleted'),
  // Not with a password: a thief who has changed the address can change the password too.
  revokeSecrets(EMAIL_UNDO, 'deleted'),
];

/** What an application calls from its own routes. */
export const FLOW_EXPORTS = [
  AccountDeletion,
  AccountPurge,
  EmailChange,
  EmailUndo,
  EmailVerification,
  InvitationPurge,
  Invitations,
  PasswordChange,
  PasswordReset,
  RegistrationByMail,
  UsernameChange,
] as const;
