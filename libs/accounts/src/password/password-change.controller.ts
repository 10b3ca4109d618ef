import { Controller, HttpCode, Post, UseInterceptors } from '@nestjs/common';
import { ApiErrors, AuthErrorInterceptor, ServiceUnavailableError } from '@portcullis/auth';
import {
  ApiNoContentResponse,
  ApiOperation,
  ApiTags,
  InvalidRequestError,
  JsonBody,
  PasswordChangedError,
  TakesJson,
  TooManyAttemptsError,
} from '@portcullis/auth/spi';
import { RequestingUser } from '../routes/requesting-user.decorator.js';
import type { OwnRequest } from './current-password.js';
import { PasswordChange } from './password-change.js';
import { PasswordChangeRequest } from './password-change.request.js';
import { IncorrectPasswordError } from './password.errors.js';

@ApiTags('account')
@UseInterceptors(AuthErrorInterceptor)
@Controller('me/password')
export class PasswordChangeController {
  constructor(private readonly passwords: PasswordChange) {}

  @Post()
  @HttpCode(204)
  @ApiOperation({
    summary: 'Change my password',
    description: 'The session of the request stays; all other sessions end. A notice is sent to your address.',
  })
  @TakesJson(PasswordChangeRequest)
  @ApiNoContentResponse({ description: 'The password was changed.' })
  @ApiErrors(
    IncorrectPasswordError,
    { ...InvalidRequestError.documentation, when: 'The body is not JSON.' },
    PasswordChangedError,
    TooManyAttemptsError,
    ServiceUnavailableError,
  )
  async changePassword(
    @JsonBody(PasswordChangeRequest) { current_password, new_password }: PasswordChangeBody,
    @RequestingUser() request: OwnRequest,
  ): Promise<void> {
    await this.passwords.change({ currentPassword: current_password, newPassword: new_password }, request);
  }
}

/** An interface, so that a global `ValidationPipe` ignores the parameter. */
type PasswordChangeBody = Pick<PasswordChangeRequest, 'current_password' | 'new_password'>;
