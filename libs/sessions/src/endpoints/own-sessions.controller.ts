import { Controller, Delete, Get, HttpCode, Param, Query, UseInterceptors } from '@nestjs/common';
import { ApiErrors, AuthErrorInterceptor } from '@portcullis/auth';
import {
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiPage,
  ApiTags,
  PagePipe,
  TakesNoBody,
} from '@portcullis/auth/spi';
import type { SessionQuery } from '../session/session-page.js';
import { FromSession, type SessionContext } from './from-session.decorator.js';
import { ApiSessionId, SessionIdPipe } from './session-id.pipe.js';
import { EndedSessionsResponse, SessionListResponse } from './session.response.js';
import { UnknownSessionError } from './session.errors.js';
import { Sessions } from '../session/sessions.js';

/** The sessions of the signed-in user. No parameter can name another user. */
@ApiTags('sessions')
@UseInterceptors(AuthErrorInterceptor)
@Controller('me/sessions')
export class OwnSessionsController {
  constructor(private readonly sessions: Sessions) {}

  @Get()
  @ApiOperation({ summary: 'List my sessions', description: 'Your sessions, most recently used first.' })
  @ApiPage('sessions')
  @ApiOkResponse({ type: SessionListResponse, description: 'The sessions that can still be used.' })
  async listOwnSessions(
    @FromSession() { userId, sessionId }: SessionContext,
    @Query(PagePipe) query: SessionQuery,
  ): Promise<SessionListResponse> {
    return SessionListResponse.of(await this.sessions.listOf(userId, query), sessionId);
  }

  @Delete()
  @TakesNoBody()
  @ApiOperation({ summary: 'End my other sessions', description: 'Ends all your sessions except the current one.' })
  @ApiOkResponse({ type: EndedSessionsResponse, description: 'The sessions have ended.' })
  async endOtherSessions(@FromSession() { userId, sessionId, cause }: SessionContext): Promise<EndedSessionsResponse> {
    const ending = { reason: 'signed_out', ...cause } as const;
    return { ended: await this.sessions.endAllOf(userId, ending, sessionId ?? undefined) };
  }

  @Delete(':session_id')
  @TakesNoBody()
  @HttpCode(204)
  @ApiOperation({
    summary: 'End one of my sessions',
    description: 'Its access tokens and refresh tokens stop working at once.',
  })
  @ApiSessionId()
  @ApiErrors(UnknownSessionError)
  @ApiNoContentResponse({ description: 'The session has ended.' })
  async endOwnSession(
    @FromSession() { userId, cause }: SessionContext,
    @Param('session_id', SessionIdPipe) id: string,
  ): Promise<void> {
    if (!(await this.sessions.end({ id, userId }, { reason: 'signed_out', ...cause }))) {
      throw new UnknownSessionError();
    }
  }
}
