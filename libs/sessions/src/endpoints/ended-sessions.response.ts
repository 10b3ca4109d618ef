import { ApiProperty, ApiSchema } from '@nestjs/swagger';

@ApiSchema({ name: 'EndedSessions' })
export class EndedSessionsResponse {
  @ApiProperty({ type: 'integer', description: 'How many were ended.', example: 2 })
  readonly ended!: number;
}
