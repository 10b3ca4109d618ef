import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { Session } from '../session/session.js';
import { SessionResponse } from './session.response.js';

@ApiSchema({ name: 'SessionList' })
export class SessionListResponse {
  @ApiProperty({ type: [SessionResponse], description: 'The last used first.' })
  readonly sessions!: readonly SessionResponse[];

  /** @param currentId the session that asks, where it may be among them */
  static of(sessions: readonly Session[], currentId: string | null = null): SessionListResponse {
    return { sessions: sessions.map((session) => SessionResponse.of(session, currentId)) };
  }
}
