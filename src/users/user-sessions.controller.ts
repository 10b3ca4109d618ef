import { Controller, Delete, Get, HttpCode, Param } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentUser, Roles, Scopes } from '@portcullis/auth';
import {
  ApiSessionId,
  ApiUnknownSession,
  EndedSessionsResponse,
  type Ending,
  SessionIdPipe,
  SessionListResponse,
  Sessions,
  unknownSession,
} from '@portcullis/sessions';
import { type RegisteredUser, TypeOrmUserRepository } from '@portcullis/users';
import { UNKNOWN_USER, UserByIdPipe } from './user-by-id.pipe.js';
import { ApiUnknownUser, ApiUserId } from './user-sessions.answers.js';

/** Where anybody is signed in, and the end of it, for administrators. */
@ApiTags('sessions')
@Roles('admin')
@Controller('users/:id/sessions')
export class UserSessionsController {
  constructor(
    private readonly sessions: Sessions,
    private readonly users: TypeOrmUserRepository,
  ) {}

  @Get()
  @Scopes('users:read')
  @ApiOperation({ summary: 'Where is somebody signed in?', description: 'Their sessions. For administrators.' })
  @ApiUserId()
  @ApiUnknownUser()
  @ApiOkResponse({ type: SessionListResponse, description: 'Those that can still be used.' })
  async listSessionsOf(@Param('id', UserByIdPipe) owner: RegisteredUser): Promise<SessionListResponse> {
    return SessionListResponse.of(await this.sessions.listOf(this.users.subjectOf(owner)));
  }

  @Delete()
  @Scopes('sessions:write')
  @ApiOperation({ summary: 'Sign somebody out', description: 'Ends all their sessions. For administrators.' })
  @ApiUserId()
  @ApiUnknownUser()
  @ApiOkResponse({ type: EndedSessionsResponse, description: 'They are over.' })
  async endSessionsOf(
    @CurrentUser() admin: RegisteredUser,
    @Param('id', UserByIdPipe) owner: RegisteredUser,
  ): Promise<EndedSessionsResponse> {
    return { ended: await this.sessions.endAllOf(this.users.subjectOf(owner), this.#by(admin)) };
  }

  @Delete(':session_id')
  @HttpCode(204)
  @Scopes('sessions:write')
  @ApiOperation({
    summary: 'Sign somebody out somewhere',
    description: 'Ends one of their sessions. For administrators.',
  })
  @ApiUserId()
  @ApiSessionId()
  @ApiUnknownSession({ unknown_user: UNKNOWN_USER })
  @ApiNoContentResponse({ description: 'It is over.' })
  async endSessionOf(
    @CurrentUser() admin: RegisteredUser,
    @Param('id', UserByIdPipe) owner: RegisteredUser,
    @Param('session_id', SessionIdPipe) id: string,
  ): Promise<void> {
    if (!(await this.sessions.end({ id, subject: this.users.subjectOf(owner) }, this.#by(admin)))) {
      throw unknownSession();
    }
  }

  #by(admin: RegisteredUser): Ending {
    return { reason: 'administration', actor: { kind: 'user', subject: this.users.subjectOf(admin) } };
  }
}
