import { Controller, HttpCode, Post, Req, UseInterceptors } from '@nestjs/common';
import { ApiErrors, AuthErrorInterceptor, OptionalAuth, ServiceUnavailableError } from '@portcullis/auth';
import {
  ApiNoContentResponse,
  ApiOperation,
  ApiTags,
  InvalidRequestError,
  JsonBody,
  NoStore,
  NotAuthenticatedError,
  requestOriginOf,
  TakesJson,
  TooManyAttemptsError,
} from '@portcullis/auth/spi';
import { InvalidSecretError } from '@portcullis/one-time-secrets';
import type { OwnRequest } from '../password/current-password.js';
import { OptionalRequestingUser } from '../routes/requesting-user.decorator.js';
import { EmailTakenError } from '../routes/taken.errors.js';
import {
  changeSecretOf,
  CONFIRMATION_EXAMPLES,
  type EmailChangeConfirmation,
  EmailChangeConfirmationRequest,
} from './email-change-confirmation.request.js';
import { EmailChange } from './email-change.js';

/** A credential is optional, and one that is sent must be valid: a code belongs to the user who types it. */
@ApiTags('account')
@OptionalAuth()
@NoStore()
@UseInterceptors(AuthErrorInterceptor)
@Controller('email/change')
export class EmailChangeController {
  constructor(private readonly changes: EmailChange) {}

  @Post()
  @HttpCode(204)
  @ApiOperation({
    summary: 'Confirm a new e-mail address',
    description: 'With the token of the mail, or signed in with its code. The address is then verified. Sessions stay.',
  })
  @TakesJson(EmailChangeConfirmationRequest, CONFIRMATION_EXAMPLES)
  @ApiNoContentResponse({ description: 'The address was changed.' })
  @ApiErrors(
    InvalidSecretError,
    { ...InvalidRequestError.documentation, when: 'The body is not JSON.' },
    { ...NotAuthenticatedError.documentation, when: 'The body has a code, and the request has no credentials.' },
    EmailTakenError,
    { ...TooManyAttemptsError.documentation, when: 'Too many wrong codes from this network.' },
    ServiceUnavailableError,
  )
  async changeEmail(
    @JsonBody(EmailChangeConfirmationRequest) confirmation: EmailChangeConfirmation,
    @OptionalRequestingUser() own: OwnRequest | null,
    @Req() request: object,
  ): Promise<void> {
    const secret = changeSecretOf(confirmation);
    const origin = requestOriginOf(request);
    if ('token' in secret) {
      await this.changes.redeem({ ...secret, user: own?.actor }, origin);
      return;
    }
    if (!own) {
      throw new NotAuthenticatedError();
    }
    await this.changes.redeem({ ...secret, user: own.actor }, origin);
  }
}
