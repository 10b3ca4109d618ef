import { Controller, HttpCode, Post, UseInterceptors } from '@nestjs/common';
import { ApiErrors, AuthErrorInterceptor, ServiceUnavailableError } from '@portcullis/auth';
import {
  ApiOperation,
  ApiResponse,
  ApiTags,
  InvalidRequestError,
  JsonBody,
  PasswordChangedError,
  TakesJson,
  TooManyAttemptsError,
} from '@portcullis/auth/spi';
import { MailUnavailableError } from '../mail/mail-unavailable.error.js';
import type { OwnRequest } from '../password/current-password.js';
import { IncorrectPasswordError } from '../password/password.errors.js';
import { RequestingUser } from '../routes/requesting-user.decorator.js';
import { EmailChange } from './email-change.js';
import { EmailChangeRequest } from './email-change.request.js';

@ApiTags('account')
@UseInterceptors(AuthErrorInterceptor)
@Controller('me/email')
export class EmailChangeRequestController {
  constructor(private readonly changes: EmailChange) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({
    summary: 'Change my e-mail address',
    description:
      'Sends a link and a code to the new address, which confirm it, and a notice to the present one, with a link that undoes the change.',
  })
  @TakesJson(EmailChangeRequest)
  @ApiResponse({
    status: 202,
    description: 'The request was accepted. The response is the same if another account has the address.',
  })
  @ApiErrors(
    IncorrectPasswordError,
    { ...InvalidRequestError.documentation, when: 'The body is not JSON.' },
    PasswordChangedError,
    TooManyAttemptsError,
    MailUnavailableError,
    ServiceUnavailableError,
  )
  async requestEmailChange(
    @JsonBody(EmailChangeRequest) { email, current_password }: EmailChangeBody,
    @RequestingUser() request: OwnRequest,
  ): Promise<void> {
    await this.changes.request({ email, currentPassword: current_password }, request);
  }
}

/** An interface, so that a global `ValidationPipe` ignores the parameter. */
type EmailChangeBody = Pick<EmailChangeRequest, 'email' | 'current_password'>;
