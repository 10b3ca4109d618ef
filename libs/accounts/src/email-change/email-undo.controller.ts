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
} from '@portcullis/auth/spi';
import { InvalidSecretError } from '@portcullis/one-time-secrets';
import { EmailTakenError } from '../routes/taken.errors.js';
import { EmailUndo } from './email-undo.js';
import { EmailUndoRequest } from './email-undo.request.js';

@ApiTags('account')
@Public()
@NoStore()
@UseInterceptors(AuthErrorInterceptor)
@Controller('email/undo')
export class EmailUndoController {
  constructor(private readonly undos: EmailUndo) {}

  @Post()
  @HttpCode(204)
  @ApiOperation({
    summary: 'Undo a change of the e-mail address',
    description:
      'With the token of the notice to the earlier address. The address is back, all sessions end, and a link to set a new password is sent to it.',
  })
  @TakesJson(EmailUndoRequest)
  @ApiNoContentResponse({ description: 'The change was undone.' })
  @ApiErrors(
    InvalidSecretError,
    { ...InvalidRequestError.documentation, when: 'The body is not JSON.' },
    EmailTakenError,
    ServiceUnavailableError,
  )
  async undoEmailChange(
    @JsonBody(EmailUndoRequest) { token }: { readonly token: string },
    @Req() request: object,
  ): Promise<void> {
    await this.undos.redeem({ token }, requestOriginOf(request));
  }
}
