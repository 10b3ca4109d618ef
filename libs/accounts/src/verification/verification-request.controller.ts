import { Controller, Post, Req, UseInterceptors } from '@nestjs/common';
import { AuthErrorInterceptor, Public } from '@portcullis/auth';
import { ApiOperation, ApiTags, JsonBody, NoStore, requestOriginOf, TakesJson } from '@portcullis/auth/spi';
import { ApiMailRequested } from '../mail-requests/api-mail-requested.decorator.js';
import { EmailRequest } from '../mail-requests/email.request.js';
import { MAIL_REQUESTED, type MailRequestedResponse } from '../mail-requests/mail-requested.response.js';
import { EmailVerification } from './email-verification.js';

@ApiTags('account')
@Public()
@NoStore()
@UseInterceptors(AuthErrorInterceptor)
@Controller('email/verification')
export class VerificationRequestController {
  constructor(private readonly verification: EmailVerification) {}

  @Post()
  @ApiOperation({
    summary: 'Ask for the verification mail again',
    description: 'Sends a link and a code to the address if it belongs to a user and is not verified.',
  })
  @TakesJson(EmailRequest)
  @ApiMailRequested()
  async requestVerification(
    @JsonBody(EmailRequest) { email }: { readonly email: string },
    @Req() request: object,
  ): Promise<MailRequestedResponse> {
    await this.verification.request(email, requestOriginOf(request));
    return MAIL_REQUESTED;
  }
}
