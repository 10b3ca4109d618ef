import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@portcullis/auth/spi';
import type { Invitation, InvitationPage } from './invitation.js';

/** An open invitation on the wire, without its secret. */
@ApiSchema({ name: 'Invitation' })
export class InvitationResponse {
  @ApiProperty({ format: 'uuid', example: '7d1f6b0a-3c52-4a8e-b1d9-5e2f4c6a8b90' })
  readonly id!: string;

  @ApiProperty({ format: 'email', example: 'alice@example.com' })
  readonly email!: string;

  @ApiProperty({ type: [String], description: 'The roles that the invited user gets.', example: ['admin'] })
  readonly roles!: readonly string[];

  @ApiProperty({
    format: 'date-time',
    description: 'When the invitation ends, unless it is mailed again.',
    example: '2026-01-08T00:00:00.000Z',
  })
  readonly expires_at!: string;

  static of({ id, email, roles, expiresAt }: Invitation): InvitationResponse {
    return { id, email, roles, expires_at: new Date(expiresAt).toISOString() };
  }
}

@ApiSchema({ name: 'InvitationList' })
export class InvitationListResponse {
  @ApiProperty({ type: [InvitationResponse], description: 'Newest first.' })
  readonly invitations!: readonly InvitationResponse[];

  @ApiPropertyOptional({
    description: 'The value of `after` for the next page. Absent on the last page.',
    example: '1767357000000000_7d1f6b0a-3c52-4a8e-b1d9-5e2f4c6a8b90',
  })
  readonly next?: string;

  static of({ invitations, next }: InvitationPage): InvitationListResponse {
    return { invitations: invitations.map((one) => InvitationResponse.of(one)), ...(next !== null && { next }) };
  }
}
