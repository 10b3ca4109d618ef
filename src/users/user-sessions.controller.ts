import { Controller, Delete, Get, HttpCode, Param, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiErrors, Roles, Scopes } from '@portcullis/auth';
import { ApiPage, PagePipe } from '@portcullis/auth/spi';
import {
  ApiSessionId,
  EndedSessionsResponse,
  FromSession,
  type SessionContext,
  SessionIdPipe,
  SessionListResponse,
  type SessionQuery,
  Sessions,
  UnknownSessionError,
} from '@portcullis/sessions';
import type { RegisteredUser } from '@portcullis/users';
import { UnknownUserIdError } from './unknown-user-id.error.js';
import { UserByIdPipe } from './user-by-id.pipe.js';
import { ApiUserId } from './user-id.parameter.js';

/** The sessions of any user, for administrators. */
@ApiTags('administration')
@Roles('admin')
@Controller('users/:id/sessions')
export class UserSessionsController {
  constructor(private readonly sessions: Sessions) {}

  @Get()
  @Scopes('users:read')
  @ApiOperation({ summary: 'List the sessions of a user', description: 'For administrators.' })
  @ApiUserId()
  @ApiErrors(UnknownUserIdError)
  @ApiPage('sessions')
  @ApiOkResponse({ type: SessionListResponse, description: 'The sessions that can still be used.' })
  async listSessionsOf(
    @FromSession() { sessionId }: SessionContext,
    @Param('id', UserByIdPipe) owner: RegisteredUser,
    @Query(PagePipe) query: SessionQuery,
  ): Promise<SessionListResponse> {
    return SessionListResponse.of(await this.sessions.listOf(owner.id, query), sessionId);
  }

  @Delete()
  @Scopes('sessions:write')
  @ApiOperation({ summary: 'End all sessions of a user', description: 'For administrators.' })
  @ApiUserId()
  @ApiErrors(UnknownUserIdError)
  @ApiOkResponse({ type: EndedSessionsResponse, description: 'The sessions have ended.' })
  async endSessionsOf(
    @FromSession() { cause }: SessionContext,
    @Param('id', UserByIdPipe) owner: RegisteredUser,
  ): Promise<EndedSessionsResponse> {
    return { ended: await this.sessions.endAllOf(owner.id, { reason: 'administration', ...cause }) };
  }

  @Delete(':session_id')
  @HttpCode(204)
  @Scopes('sessions:write')
  @ApiOperation({ summary: 'End one session of a user', description: 'For administrators.' })
  @ApiUserId()
  @ApiSessionId()
  @ApiErrors(UnknownUserIdError, UnknownSessionError)
  @ApiNoContentResponse({ description: 'The session has ended.' })
  async endSessionOf(
    @FromSession() { cause }: SessionContext,
    @Param('id', UserByIdPipe) owner: RegisteredUser,
    @Param('session_id', SessionIdPipe) id: string,
  ): Promise<void> {
    if (!(await this.sessions.end({ id, userId: owner.id }, { reason: 'administration', ...cause }))) {
      throw new UnknownSessionError();
    }
  }
}
