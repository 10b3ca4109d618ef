import { Controller, Get } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '@portcullis/auth';
import { PasswordPolicy } from '@portcullis/auth/spi';
import { PageHeaders } from '../html/page-headers.js';
import { acceptInvitationPage } from './accept-invitation.page.js';
import { accountPageDocument } from './account-page.document.js';
import { CHANGE_EMAIL_PAGE } from './change-email.page.js';
import { resetPasswordPage } from './reset-password.page.js';
import { UNDO_EMAIL_PAGE } from './undo-email.page.js';
import { VERIFY_EMAIL_PAGE } from './verify-email.page.js';

/** The pages that links in mails lead to. Each is the same for every user: the secret stays in the browser until a button sends it. */
@ApiExcludeController()
@Public()
@Controller()
export class AccountPagesController {
  readonly #resetPassword: string;
  readonly #acceptInvitation: string;
  readonly #verifyEmail = accountPageDocument(VERIFY_EMAIL_PAGE);
  readonly #changeEmail = accountPageDocument(CHANGE_EMAIL_PAGE);
  readonly #undoEmail = accountPageDocument(UNDO_EMAIL_PAGE);

  constructor({ minLength }: PasswordPolicy) {
    this.#resetPassword = accountPageDocument(resetPasswordPage(minLength));
    this.#acceptInvitation = accountPageDocument(acceptInvitationPage(minLength));
  }

  @Get('reset-password')
  @PageHeaders()
  resetPasswordPage(): string {
    return this.#resetPassword;
  }

  @Get('verify-email')
  @PageHeaders()
  verifyEmailPage(): string {
    return this.#verifyEmail;
  }

  @Get('change-email')
  @PageHeaders()
  changeEmailPage(): string {
    return this.#changeEmail;
  }

  @Get('undo-email')
  @PageHeaders()
  undoEmailPage(): string {
    return this.#undoEmail;
  }

  @Get('accept-invitation')
  @PageHeaders()
  acceptInvitationPage(): string {
    return this.#acceptInvitation;
  }
}
