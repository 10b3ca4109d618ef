import { Controller, HttpCode, Post, UseInterceptors } from '@nestjs/common';
import { ApiErrors, AuthErrorInterceptor, ServiceUnavailableError } from '@portcullis/auth';
import {
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  InvalidRequestError,
  JsonBody,
  PasswordChangedError,
  TakesJson,
  TooManyAttemptsError,
} from '@portcullis/auth/spi';
import type { OwnRequest } from '../password/current-password.js';
import { IncorrectPasswordError } from '../password/password.errors.js';
import { AccountUserResponse } from '../routes/account-user.response.js';
import { RequestingUser } from '../routes/requesting-user.decorator.js';
import { UsernameTakenError } from '../routes/taken.errors.js';
import { UsernameChange } from './username-change.js';
import { UsernameChangeRequest } from './username-change.request.js';

@ApiTags('account')
@UseInterceptors(AuthErrorInterceptor)
@Controller('me/username')
export class UsernameChangeController {
  constructor(private readonly usernames: UsernameChange) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Change my username',
    description: 'For 30 days only you can take the earlier name. A notice is sent to your address.',
  })
  @TakesJson(UsernameChangeRequest)
  @ApiOkResponse({ type: AccountUserResponse, description: 'The user with the new name.' })
  @ApiErrors(
    UsernameTakenError,
    IncorrectPasswordError,
    { ...InvalidRequestError.documentation, when: 'The body is not JSON.' },
    PasswordChangedError,
    TooManyAttemptsError,
    ServiceUnavailableError,
  )
  async changeUsername(
    @JsonBody(UsernameChangeRequest) { username, current_password }: UsernameChangeBody,
    @RequestingUser() request: OwnRequest,
  ): Promise<AccountUserResponse> {
    return AccountUserResponse.of(
      await this.usernames.change({ username, currentPassword: current_password }, request),
    );
  }
}

/** An interface, so that a global `ValidationPipe` ignores the parameter. */
type UsernameChangeBody = Pick<UsernameChangeRequest, 'username' | 'current_password'>;
