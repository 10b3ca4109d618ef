import { Controller, HttpCode, Post, Req, UseInterceptors } from '@nestjs/common';
import { ApiErrors, AuthErrorInterceptor, Public, ServiceUnavailableError } from '@portcullis/auth';
import {
  ApiNoContentResponse,
  ApiOperation,
  ApiTags,
  InvalidRequestError,
  JsonBody,
  NoStore,
  signInOriginOf,
  TakesJson,
  TooManyAttemptsError,
} from '@portcullis/auth/spi';
import { InvalidSecretError } from '@portcullis/one-time-secrets';
import {
  mailSecretOf,
  type PresentedByMail,
  presentedSecretExamples,
} from '../presented-secret/presented-secret.body.js';
import { SecretTurns } from '../presented-secret/secret-turns.js';
import { PasswordReset } from './password-reset.js';
import { PasswordResetRequest } from './password-reset.request.js';

@ApiTags('account')
@Public()
@NoStore()
@UseInterceptors(AuthErrorInterceptor)
@Controller('password/reset')
export class PasswordResetController {
  constructor(
    private readonly resets: PasswordReset,
    private readonly turns: SecretTurns,
  ) {}

  @Post()
  @HttpCode(204)
  @ApiOperation({
    summary: 'Set a new password',
    description: 'With the token or the code of a mail. Does not sign the user in; all their sessions end.',
  })
  @TakesJson(PasswordResetRequest, presentedSecretExamples({ new_password: 'a violin in the rain' }))
  @ApiNoContentResponse({ description: 'The password was set.' })
  @ApiErrors(
    InvalidSecretError,
    { ...InvalidRequestError.documentation, when: 'The body is not JSON.' },
    { ...TooManyAttemptsError.documentation, when: 'Too many wrong codes from this network.' },
    ServiceUnavailableError,
  )
  async resetPassword(
    @JsonBody(PasswordResetRequest) { new_password, ...presented }: PresentedByMail & { readonly new_password: string },
    @Req() request: object,
  ): Promise<void> {
    const secret = mailSecretOf(presented);
    await this.turns.take(secret, () => this.resets.redeem(secret, new_password, signInOriginOf(request)));
  }
}
