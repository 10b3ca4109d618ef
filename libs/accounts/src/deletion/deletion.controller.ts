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
import type { OwnRequest } from '../password/current-password.js';
import { IncorrectPasswordError } from '../password/password.errors.js';
import { RequestingUser } from '../routes/requesting-user.decorator.js';
import { AccountDeletion } from './account-deletion.js';
import { DeletionRequest } from './deletion.request.js';
import { DeletionResponse } from './deletion.response.js';

@ApiTags('account')
@UseInterceptors(AuthErrorInterceptor)
@Controller('me/deletion')
export class DeletionController {
  constructor(private readonly deletions: AccountDeletion) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({
    summary: 'Delete my account',
    description:
      'All sessions end. The account is deleted later: a sign-in before that time keeps it, and nothing else does.',
  })
  @TakesJson(DeletionRequest)
  @ApiResponse({ status: 202, description: 'The account will be deleted.', type: DeletionResponse })
  @ApiErrors(
    IncorrectPasswordError,
    { ...InvalidRequestError.documentation, when: 'The body is not JSON.' },
    PasswordChangedError,
    TooManyAttemptsError,
    ServiceUnavailableError,
  )
  async requestDeletion(
    @JsonBody(DeletionRequest) { current_password }: DeletionBody,
    @RequestingUser() request: OwnRequest,
  ): Promise<DeletionResponse> {
    const { deleteAfter } = await this.deletions.request(current_password, request);
    return { delete_after: new Date(deleteAfter).toISOString() };
  }
}

/** An interface, so that a global `ValidationPipe` ignores the parameter. */
type DeletionBody = Pick<DeletionRequest, 'current_password'>;
