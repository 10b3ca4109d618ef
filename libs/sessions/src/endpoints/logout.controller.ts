import { Controller, HttpCode, Post, UseInterceptors } from '@nestjs/common';
import { ApiErrors, AuthErrorInterceptor } from '@portcullis/auth';
import { ApiNoContentResponse, ApiOperation, ApiTags, TakesNoBody } from '@portcullis/auth/spi';
import { FromSession, type SessionContext } from './from-session.decorator.js';
import { NoSessionError } from './session.errors.js';
import { Sessions } from '../session/sessions.js';

@ApiTags('authentication')
@UseInterceptors(AuthErrorInterceptor)
@Controller('logout')
export class LogoutController {
  constructor(private readonly sessions: Sessions) {}

  /** Refuses a token without a session, which can't be ended. A success would leave the token usable. */
  @Post()
  @TakesNoBody()
  @HttpCode(204)
  @ApiOperation({
    summary: 'Sign out',
    description: 'Ends the session of this access token. Its access and refresh tokens stop working at once.',
  })
  @ApiNoContentResponse({ description: 'Signed out.' })
  @ApiErrors(NoSessionError)
  async logout(@FromSession() { userId, sessionId, cause }: SessionContext): Promise<void> {
    if (sessionId === null) {
      throw new NoSessionError();
    }
    await this.sessions.signOut({ id: sessionId, userId }, cause.origin);
  }
}
