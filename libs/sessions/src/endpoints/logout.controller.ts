import { Controller, HttpCode, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblem } from '@portcullis/auth';
import { type CurrentSession, FromSession } from './current-session.decorator.js';
import { NO_SESSION, noSession } from './session-problems.js';
import { Sessions } from './sessions.js';

@ApiTags('authentication')
@Controller('logout')
export class LogoutController {
  constructor(private readonly sessions: Sessions) {}

  /** A token without a session can't be ended; to say that it was would be to leave it to whoever has it. */
  @Post()
  @HttpCode(204)
  @ApiOperation({
    summary: 'Sign out',
    description: 'Ends the session of this access token: neither it nor its refresh token is good any more, anywhere.',
  })
  @ApiNoContentResponse({ description: 'Signed out.' })
  @ApiProblem(400, { description: 'The token has no session.', codes: { no_session: NO_SESSION } })
  async logout(@FromSession() { subject, sessionId }: CurrentSession): Promise<void> {
    if (sessionId === null) {
      throw noSession();
    }
    await this.sessions.signOut({ id: sessionId, subject });
  }
}
