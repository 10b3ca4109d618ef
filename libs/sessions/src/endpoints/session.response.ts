import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { Session } from '../session/session.js';
import { summaryOf } from './user-agent.summary.js';

/** A session as the API tells of it. */
@ApiSchema({ name: 'Session' })
export class SessionResponse {
  @ApiProperty({ format: 'uuid', example: '7d1f6b0a-3c52-4a8e-b1d9-5e2f4c6a8b90' })
  readonly id!: string;

  @ApiProperty({ format: 'date-time', description: 'When they signed in.', example: '2026-01-01T00:00:00.000Z' })
  readonly created_at!: string;

  @ApiProperty({ format: 'date-time', description: 'The last refresh.', example: '2026-01-02T12:30:00.000Z' })
  readonly last_used_at!: string;

  @ApiProperty({
    format: 'date-time',
    description: 'When it is over, unless it is refreshed before.',
    example: '2026-01-16T12:30:00.000Z',
  })
  readonly expires_at!: string;

  @ApiProperty({ type: String, nullable: true, description: 'From where they signed in.', example: '192.0.2.7' })
  readonly address!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'By what, as it said of itself.',
    example: 'Firefox on Linux',
  })
  readonly user_agent!: string | null;

  @ApiProperty({ description: 'Whether this request comes from it.', example: true })
  readonly current!: boolean;

  static of(session: Session, currentId: string | null): SessionResponse {
    return {
      id: session.id,
      created_at: new Date(session.createdAt).toISOString(),
      last_used_at: new Date(session.lastUsedAt).toISOString(),
      expires_at: new Date(Math.min(session.idleExpiresAt, session.expiresAt)).toISOString(),
      address: session.address,
      user_agent: session.userAgent === null ? null : summaryOf(session.userAgent),
      current: session.id === currentId,
    };
  }
}
