import { Controller, HttpCode, Param, Post, UseInterceptors } from '@nestjs/common';
import { ApiErrors, AuthErrorInterceptor, Scopes, ServiceUnavailableError } from '@portcullis/auth';
import {
  ApiOperation,
  ApiParam,
  ApiResponse,
  ApiTags,
  isStorableText,
  TakesNoBody,
  UnknownAccountError,
} from '@portcullis/auth/spi';
import { MailUnavailableError } from '../mail/mail-unavailable.error.js';
import { RequestingUser } from '../routes/requesting-user.decorator.js';
import type { OwnRequest } from './current-password.js';
import { DeactivatedAccountError } from './deactivated-account.error.js';
import { PasswordReset } from './password-reset.js';

/** Administrators never set a password: they start a reset, and the user sets it (ASVS 6.4.6). */
@ApiTags('administration')
@UseInterceptors(AuthErrorInterceptor)
@Controller('users/:id/password-reset')
export class AdministeredResetController {
  constructor(private readonly resets: PasswordReset) {}

  @Post()
  @HttpCode(202)
  @TakesNoBody()
  @Scopes('users:write')
  @ApiOperation({
    summary: 'Start a password reset',
    description: 'Sends the user a link and a code by which they set a new password. The old one works until then.',
  })
  @ApiParam({ name: 'id', description: 'The `id` of a user.', schema: { type: 'string', example: '1' } })
  @ApiResponse({ status: 202, description: 'The mail was written and is on its way.' })
  @ApiErrors(UnknownAccountError, DeactivatedAccountError, MailUnavailableError, ServiceUnavailableError)
  async startPasswordReset(@Param('id') id: string, @RequestingUser() request: OwnRequest): Promise<void> {
    if (!isStorableText(id)) {
      throw new UnknownAccountError();
    }
    await this.resets.start({ id }, request);
  }
}
