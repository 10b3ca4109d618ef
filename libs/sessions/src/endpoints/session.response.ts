import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@portcullis/auth/spi';
import type { Session } from '../session/session.js';
import type { SessionPage } from '../session/session-page.js';
import { summaryOf } from './user-agent.summary.js';

@ApiSchema({ name: 'Session' })
export class SessionResponse {
  @ApiProperty({ format: 'uuid', example: '7d1f6b0a-3c52-4a8e-b1d9-5e2f4c6a8b90' })
  readonly id!: string;

  @ApiProperty({ format: 'date-time', description: 'When the user signed in.', example: '2026-01-01T00:00:00.000Z' })
  readonly created_at!: string;

  @ApiProperty({
    format: 'date-time',
    description: 'When the session was last refreshed.',
    example: '2026-01-02T12:30:00.000Z',
  })
  readonly last_used_at!: string;

  @ApiProperty({
    format: 'date-time',
    description: 'When the session expires, unless it is refreshed before.',
    example: '2026-01-16T12:30:00.000Z',
  })
  readonly expires_at!: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The network address of the sign-in.',
    example: '192.0.2.7',
  })
  readonly address!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The program and operating system of the sign-in, as the client named them.',
    example: 'Firefox on Linux',
  })
  readonly user_agent!: string | null;

  @ApiProperty({
    type: [String],
    nullable: true,
    description: 'How the user was authenticated (RFC 8176), or null if the session began before this was recorded.',
    example: ['pwd'],
  })
  readonly amr!: readonly string[] | null;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'When the user was authenticated, in seconds since the epoch.',
    example: 1767225600,
  })
  readonly auth_time!: number | null;

  @ApiProperty({ description: 'Whether the request belongs to this session.', example: true })
  readonly current!: boolean;

  static of(session: Session, currentId: string | null): SessionResponse {
    const { authentication } = session;
    return {
      id: session.id,
      created_at: new Date(session.createdAt).toISOString(),
      last_used_at: new Date(session.lastUsedAt).toISOString(),
      expires_at: new Date(Math.min(session.idleExpiresAt, session.expiresAt)).toISOString(),
      address: session.address,
      user_agent: session.userAgent === null ? null : summaryOf(session.userAgent),
      amr: authentication && authentication.methods,
      auth_time: authentication && Math.floor(authentication.at / 1_000),
      current: session.id === currentId,
    };
  }
}

@ApiSchema({ name: 'SessionList' })
export class SessionListResponse {
  @ApiProperty({ type: [SessionResponse], description: 'Most recently used first.' })
  readonly sessions!: readonly SessionResponse[];

  @ApiPropertyOptional({
    description: 'The value of `after` for the next page. Absent on the last page.',
    example: '1767357000000000_7d1f6b0a-3c52-4a8e-b1d9-5e2f4c6a8b90',
  })
  readonly next?: string;

  /** @param currentId the session of the request, which may be on the page */
  static of({ sessions, next }: SessionPage, currentId: string | null = null): SessionListResponse {
    return {
      sessions: sessions.map((session) => SessionResponse.of(session, currentId)),
      ...(next !== null && { next }),
    };
  }
}

@ApiSchema({ name: 'EndedSessions' })
export class EndedSessionsResponse {
  @ApiProperty({ type: 'integer', description: 'The number of sessions that this request ended.', example: 2 })
  readonly ended!: number;
}
