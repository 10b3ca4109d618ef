import { Controller, HttpCode, Post, Req, UseInterceptors } from '@nestjs/common';
import { ApiErrors, AuthErrorInterceptor, Public, ServiceUnavailableError } from '@portcullis/auth';
import {
  ApiNoContentResponse,
  ApiOperation,
  ApiTags,
  InvalidRequestError,
  JsonBody,
  NoStore,
  requestOriginOf,
  TakesJson,
  TooManyAttemptsError,
} from '@portcullis/auth/spi';
import { InvalidSecretError } from '@portcullis/one-time-secrets';
import {
  mailSecretOf,
  type PresentedByMail,
  presentedSecretExamples,
} from '../presented-secret/presented-secret.body.js';
import { EmailVerification } from './email-verification.js';
import { VerificationRequest } from './verification.request.js';

@ApiTags('account')
@Public()
@NoStore()
@UseInterceptors(AuthErrorInterceptor)
@Controller('email/verify')
export class VerificationController {
  constructor(private readonly verification: EmailVerification) {}

  @Post()
  @HttpCode(204)
  @ApiOperation({ summary: 'Verify an e-mail address', description: 'With the token or the code of a mail.' })
  @TakesJson(VerificationRequest, presentedSecretExamples())
  @ApiNoContentResponse({ description: 'The address is verified.' })
  @ApiErrors(
    InvalidSecretError,
    { ...InvalidRequestError.documentation, when: 'The body is not JSON.' },
    { ...TooManyAttemptsError.documentation, when: 'Too many wrong codes from this network.' },
    ServiceUnavailableError,
  )
  async verifyEmail(@JsonBody(VerificationRequest) secret: PresentedByMail, @Req() request: object): Promise<void> {
    await this.verification.redeem(mailSecretOf(secret), requestOriginOf(request));
  }
}
