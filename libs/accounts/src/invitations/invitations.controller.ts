import { Controller, Delete, Get, HttpCode, Param, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiErrors, AuthErrorInterceptor, Scopes, ServiceUnavailableError } from '@portcullis/auth';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiPage,
  ApiParam,
  ApiResponse,
  ApiTags,
  type Cause,
  InvalidRequestError,
  JsonBody,
  PagePipe,
  type PageQuery,
  TakesJson,
  TakesNoBody,
} from '@portcullis/auth/spi';
import { MailUnavailableError } from '../mail/mail-unavailable.error.js';
import { RequestingUser } from '../routes/requesting-user.decorator.js';
import { EmailTakenError } from '../routes/taken.errors.js';
import { UnknownInvitationError } from './invitation.errors.js';
import type { NewInvitation } from './invitation.js';
import { InvitationRequest } from './invitation.request.js';
import { InvitationListResponse, InvitationResponse } from './invitation.response.js';
import { Invitations } from './invitations.js';

/** Invites users, for administrators. */
@ApiTags('administration')
@Scopes('users:write')
@UseInterceptors(AuthErrorInterceptor)
@Controller('invitations')
export class InvitationsController {
  constructor(private readonly invitations: Invitations) {}

  @Post()
  @ApiOperation({
    summary: 'Invite a user',
    description:
      'Sends a link by which the user chooses a name and a password. An open invitation of the same address is replaced: its earlier ' +
      'link becomes invalid.',
  })
  @TakesJson(InvitationRequest)
  @ApiCreatedResponse({ type: InvitationResponse, description: 'The mail was written and is on its way.' })
  @ApiErrors(
    { ...InvalidRequestError.documentation, when: 'The body is not JSON.' },
    EmailTakenError,
    MailUnavailableError,
    ServiceUnavailableError,
  )
  async invite(
    @JsonBody(InvitationRequest) invitation: NewInvitation,
    @RequestingUser() cause: Cause,
  ): Promise<InvitationResponse> {
    return InvitationResponse.of(await this.invitations.invite(invitation, cause));
  }

  @Get()
  @ApiOperation({ summary: 'List invitations', description: 'The open invitations, newest first.' })
  @ApiPage('invitations')
  @ApiOkResponse({ type: InvitationListResponse, description: 'One page of invitations.' })
  @ApiErrors(ServiceUnavailableError)
  async listInvitations(@Query(PagePipe) query: PageQuery): Promise<InvitationListResponse> {
    return InvitationListResponse.of(await this.invitations.list(query));
  }

  @Delete(':id')
  @HttpCode(204)
  @TakesNoBody()
  @ApiOperation({ summary: 'Remove an invitation', description: 'Its link becomes invalid.' })
  @ApiInvitationId()
  @ApiNoContentResponse({ description: 'The invitation was removed.' })
  @ApiErrors(UnknownInvitationError, ServiceUnavailableError)
  async removeInvitation(@Param('id') id: string, @RequestingUser() cause: Cause): Promise<void> {
    await this.invitations.remove(id, cause);
  }

  @Post(':id/mail')
  @HttpCode(202)
  @TakesNoBody()
  @ApiOperation({
    summary: 'Mail an invitation again',
    description: 'Sends a new link, whose lifetime begins now. The earlier link becomes invalid.',
  })
  @ApiInvitationId()
  @ApiResponse({ status: 202, description: 'The mail was written and is on its way.' })
  @ApiErrors(UnknownInvitationError, EmailTakenError, MailUnavailableError, ServiceUnavailableError)
  async mailInvitation(@Param('id') id: string, @RequestingUser() cause: Cause): Promise<void> {
    await this.invitations.mailAgain(id, cause);
  }
}

function ApiInvitationId(): MethodDecorator {
  return ApiParam({
    name: 'id',
    description: 'The `id` of an invitation.',
    schema: { type: 'string', format: 'uuid', example: '7d1f6b0a-3c52-4a8e-b1d9-5e2f4c6a8b90' },
  });
}
