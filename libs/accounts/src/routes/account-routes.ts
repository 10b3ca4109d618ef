import { Controller, type Type } from '@nestjs/common';
import { InvitationAcceptanceController } from '../invitations/invitation-acceptance.controller.js';
import { InvitationsController } from '../invitations/invitations.controller.js';
import { EmailChangeController } from '../email-change/email-change.controller.js';
import { EmailChangeRequestController } from '../email-change/email-change-request.controller.js';
import { EmailUndoController } from '../email-change/email-undo.controller.js';
import { AdministeredResetController } from '../password/administered-reset.controller.js';
import { DeletionController } from '../deletion/deletion.controller.js';
import { PasswordChangeController } from '../password/password-change.controller.js';
import { PasswordForgotController } from '../password/password-forgot.controller.js';
import { PasswordResetController } from '../password/password-reset.controller.js';
import { UsernameChangeController } from '../username/username-change.controller.js';
import { VerificationController } from '../verification/verification.controller.js';
import { VerificationRequestController } from '../verification/verification-request.controller.js';

/** The paths of the routes, below the application's prefix; `false` leaves a route out. */
export interface AccountRoutes {
  /** Changes the password of the signed-in user. @default 'me/password' */
  readonly passwordChange?: string | false;
  /** Schedules the deletion of the signed-in user. @default 'me/deletion' */
  readonly deletion?: string | false;
  /** Sends the mail of a password reset. Public. @default 'password/forgot' */
  readonly passwordForgot?: string | false;
  /** Sets a new password by the secret of that mail. Public. @default 'password/reset' */
  readonly passwordReset?: string | false;
  /** Sends the verification mail again. Public. @default 'email/verification' */
  readonly emailVerification?: string | false;
  /** Verifies an address by the secret of that mail. Public. @default 'email/verify' */
  readonly emailVerify?: string | false;
  /** Asks for another address for the signed-in user. @default 'me/email' */
  readonly emailChangeRequest?: string | false;
  /** Changes the address by the secret of the mail to the new one. Open, and with a code signed in. @default 'email/change' */
  readonly emailChange?: string | false;
  /** Undoes a change of the address by the secret of the notice to the earlier one. Public. @default 'email/undo' */
  readonly emailUndo?: string | false;
  /** Changes the name of the signed-in user. @default 'me/username' */
  readonly usernameChange?: string | false;
  /**
   * Starts the reset of another user. Without the scope `users:write` in `AuthModule` it stops the start. The path has `:id`.
   * @default 'users/:id/password-reset'
   */
  readonly administeredReset?: string | false;
  /**
   * Invites users, lists and removes invitations, and mails them again. Without the scope `users:write` in `AuthModule` it stops the start.
   * @default 'invitations'
   */
  readonly invitations?: string | false;
  /** Creates the account of an invited user by the secret of the mail. Public. @default 'invitations/accept' */
  readonly invitationAccept?: string | false;
}

const CONTROLLERS: readonly (readonly [name: keyof AccountRoutes, controller: Type, path: string])[] = [
  ['passwordChange', PasswordChangeController, 'me/password'],
  ['deletion', DeletionController, 'me/deletion'],
  ['passwordForgot', PasswordForgotController, 'password/forgot'],
  ['passwordReset', PasswordResetController, 'password/reset'],
  ['emailVerification', VerificationRequestController, 'email/verification'],
  ['emailVerify', VerificationController, 'email/verify'],
  ['emailChangeRequest', EmailChangeRequestController, 'me/email'],
  ['emailChange', EmailChangeController, 'email/change'],
  ['emailUndo', EmailUndoController, 'email/undo'],
  ['usernameChange', UsernameChangeController, 'me/username'],
  ['administeredReset', AdministeredResetController, 'users/:id/password-reset'],
  ['invitationAccept', InvitationAcceptanceController, 'invitations/accept'],
  ['invitations', InvitationsController, 'invitations'],
];

/** The controllers of the routes, each at its path. */
export function controllersAt(routes: AccountRoutes | false): Type[] {
  if (routes === false) {
    return [];
  }
  return CONTROLLERS.flatMap(([name, controller, usual]) => {
    const path = routes[name] ?? usual;
    return path === false ? [] : [path === usual ? controller : elsewhere(controller, path)];
  });
}

function elsewhere(controller: Type, path: string): Type {
  const moved = { [controller.name]: class extends controller {} }[controller.name]!;
  Controller(path)(moved);
  return moved;
}
