import { Controller, Delete, Get, HttpCode, Param } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type CurrentSession, FromSession } from './current-session.decorator.js';
import { EndedSessionsResponse } from './ended-sessions.response.js';
import { ApiSessionId, ApiUnknownSession } from './session.answers.js';
import { SessionIdPipe } from './session-id.pipe.js';
import { SessionListResponse } from './session-list.response.js';
import { unknownSession } from './session-problems.js';
import { type Ending, Sessions } from './sessions.js';

/** Where somebody is signed in, for themselves alone: whose sessions are meant is never taken from the request but its token. */
@ApiTags('sessions')
@Controller('me/sessions')
export class OwnSessionsController {
  constructor(private readonly sessions: Sessions) {}

  @Get()
  @ApiOperation({ summary: 'Where am I signed in?', description: 'Your sessions, the last used first.' })
  @ApiOkResponse({ type: SessionListResponse, description: 'Those that can still be used.' })
  async listOwnSessions(@FromSession() { subject, sessionId }: CurrentSession): Promise<SessionListResponse> {
    return SessionListResponse.of(await this.sessions.listOf(subject), sessionId);
  }

  @Delete()
  @ApiOperation({ summary: 'Sign out everywhere else', description: 'Ends all your sessions but this one.' })
  @ApiOkResponse({ type: EndedSessionsResponse, description: 'They are over.' })
  async endOtherSessions(@FromSession() { subject, sessionId }: CurrentSession): Promise<EndedSessionsResponse> {
    return { ended: await this.sessions.endAllOf(subject, asTheirOwner(subject), sessionId ?? undefined) };
  }

  @Delete(':session_id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Sign out somewhere', description: 'Ends one of your sessions.' })
  @ApiSessionId()
  @ApiUnknownSession()
  @ApiNoContentResponse({ description: 'It is over.' })
  async endOwnSession(
    @FromSession() { subject }: CurrentSession,
    @Param('session_id', SessionIdPipe) id: string,
  ): Promise<void> {
    if (!(await this.sessions.end({ id, subject }, asTheirOwner(subject)))) {
      throw unknownSession();
    }
  }
}

function asTheirOwner(subject: string): Ending {
  return { reason: 'signed_out', actor: { kind: 'user', subject } };
}
