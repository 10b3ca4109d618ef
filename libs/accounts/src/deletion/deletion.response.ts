import { ApiProperty, ApiSchema } from '@portcullis/auth/spi';

@ApiSchema({ name: 'ScheduledDeletion' })
export class DeletionResponse {
  @ApiProperty({
    description: 'When the account will be deleted (RFC 3339, in UTC). A sign-in before keeps it.',
    format: 'date-time',
    example: '2026-12-30T09:15:00.000Z',
  })
  readonly delete_after!: string;
}
