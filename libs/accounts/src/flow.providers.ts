import type { Provider } from '@nestjs/common';
import { revokeSecrets } from '@portcullis/one-time-secrets';
import { AccountDeletion } from './deletion/account-deletion.js';
import { AccountPurge } from './deletion/account.purge.js';
import { DeletionCheck } from './deletion/deletion.check.js';
import { DeletionConsequence } from './deletion/deletion.consequence.js';
import { DeletionNotice } from './deletion/deletion-notice.consequence.js';
import { DeletionTable } from './deletion/deletion.table.js';
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
import { MailSecrets } from './presented-secret/mail-secrets.js';
import { EMAIL_VERIFICATION, EmailVerificationComposer } from './verification/email-verification.composer.js';
import { EmailVerification } from './verification/email-verification.js';
import { VerificationOfNewUsers } from './verification/verification.consequence.js';
import { VerifiedEmailCheck } from './verification/verified-email.check.js';

/** What users do with their passwords and addresses. */
export const FLOW_PROVIDERS: readonly Provider[] = [
  AccountDeletion,
  AccountPurge,
  AccountsEvents,
  CurrentPassword,
  DeletionCheck,
  DeletionConsequence,
  DeletionNotice,
  DeletionTable,
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
  PasswordChange,
  PasswordNotice,
  PasswordReset,
  PasswordResetComposer,
  PasswordResetMail,
  VerificationOfNewUsers,
  VerifiedEmailCheck,
  revokeSecrets(PASSWORD_RESET, 'password_changed', 'email_changed', 'deactivated', 'deletion_scheduled', 'deleted'),
  revokeSecrets(EMAIL_VERIFICATION, 'email_verified', 'email_changed', 'deactivated', 'deletion_scheduled', 'deleted'),
];

/** What an application calls from its own routes. */
export const FLOW_EXPORTS = [
  AccountDeletion,
  AccountPurge,
  EmailVerification,
  InvitationPurge,
  Invitations,
  PasswordChange,
  PasswordReset,
] as const;
