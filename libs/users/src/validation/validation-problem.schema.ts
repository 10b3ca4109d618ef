import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { ProblemSchema } from '@portcullis/auth';

@ApiSchema({ name: 'BadMember' })
export class BadMemberSchema {
  @ApiProperty({ description: 'Which member (RFC 6901).', example: '/username' })
  readonly pointer!: string;

  @ApiProperty({ description: 'The sentence for a person.', example: 'Must have 1 to 50 characters' })
  readonly detail!: string;
}

/** A problem that names the members which were refused. */
@ApiSchema({ name: 'ValidationProblem' })
export class ValidationProblemSchema extends ProblemSchema {
  @ApiProperty({ type: [BadMemberSchema] })
  readonly errors!: BadMemberSchema[];
}
