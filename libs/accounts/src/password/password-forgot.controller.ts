import { Controller, Post, Req, UseInterceptors } from '@nestjs/common';
import { AuthErrorInterceptor, Public } from '@portcullis/auth';
import { ApiOperation, ApiTags, JsonBody, NoStore, requestOriginOf, TakesJson } from '@portcullis/auth/spi';
import { ApiMailRequested } from '../mail-requests/api-mail-requested.decorator.js';
import { EmailRequest } from '../mail-requests/email.request.js';
import { MAIL_REQUESTED, type MailRequestedResponse } from '../mail-requests/mail-requested.response.js';
import { PasswordReset } from './password-reset.js';

@ApiTags('account')
@Public()
@NoStore()
@UseInterceptors(AuthErrorInterceptor)
@Controller('password/forgot')
export class PasswordForgotController {
  constructor(private readonly resets: PasswordReset) {}

  @Post()
  @ApiOperation({
    summary: 'Ask for a password reset',
    description: 'Sends a link and a code to the address if it belongs to a user.',
  })
  @TakesJson(EmailRequest)
  @ApiMailRequested()
  async requestPasswordReset(
    @JsonBody(EmailRequest) { email }: { readonly email: string },
    @Req() request: object,
  ): Promise<MailRequestedResponse> {
    await this.resets.request(email, requestOriginOf(request));
    return MAIL_REQUESTED;
  }
}
