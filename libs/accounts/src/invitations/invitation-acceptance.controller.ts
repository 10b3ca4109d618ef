import { Controller, Post, Req, UseInterceptors } from '@nestjs/common';
import { ApiErrors, AuthErrorInterceptor, Public, ServiceUnavailableError } from '@portcullis/auth';
import {
  ApiCreatedResponse,
  ApiOperation,
  ApiTags,
  InvalidRequestError,
  JsonBody,
  NoStore,
  signInOriginOf,
  TakesJson,
} from '@portcullis/auth/spi';
import { InvalidSecretError } from '@portcullis/one-time-secrets';
import { SecretTurns } from '../presented-secret/secret-turns.js';
import { AccountUserResponse } from '../routes/account-user.response.js';
import { EmailTakenError, UsernameTakenError } from '../routes/taken.errors.js';
import { InvitationAcceptanceRequest } from './invitation-acceptance.request.js';
import type { InvitationAcceptance } from './invitation.js';
import { Invitations } from './invitations.js';

@ApiTags('account')
@Public()
@NoStore()
@UseInterceptors(AuthErrorInterceptor)
@Controller('invitations/accept')
export class InvitationAcceptanceController {
  constructor(
    private readonly invitations: Invitations,
    private readonly turns: SecretTurns,
  ) {}

  @Post()
  @ApiOperation({
    summary: 'Accept an invitation',
    description: 'Creates the account, with the invited address verified. Sign in to it at `POST /token`.',
  })
  @TakesJson(InvitationAcceptanceRequest)
  @ApiCreatedResponse({ type: AccountUserResponse, description: 'The account was created.' })
  @ApiErrors(
    InvalidSecretError,
    UsernameTakenError,
    { ...InvalidRequestError.documentation, when: 'The body is not JSON.' },
    EmailTakenError,
    ServiceUnavailableError,
  )
  async acceptInvitation(
    @JsonBody(InvitationAcceptanceRequest) acceptance: InvitationAcceptance,
    @Req() request: object,
  ): Promise<AccountUserResponse> {
    const { token } = acceptance;
    const accepted = this.turns.take({ token }, () => this.invitations.accept(acceptance, signInOriginOf(request)));
    return AccountUserResponse.of(await accepted);
  }
}
