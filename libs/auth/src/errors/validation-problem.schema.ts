import { ApiSchema } from '../openapi-decorators/model.decorators.js';
import { ApiProperty } from '../openapi-decorators/property.decorators.js';
import { ProblemSchema } from './problem.schema.js';

@ApiSchema({ name: 'BadMember' })
export class BadMemberSchema {
  @ApiProperty({ description: 'The member, as a JSON pointer (RFC 6901).', example: '/username' })
  readonly pointer!: string;

  @ApiProperty({ description: 'A sentence for the user.', example: 'Must have 1 to 50 characters' })
  readonly detail!: string;
}

/** A problem that lists the invalid members. */
@ApiSchema({ name: 'ValidationProblem' })
export class ValidationProblemSchema extends ProblemSchema {
  @ApiProperty({ type: [BadMemberSchema] })
  readonly errors!: BadMemberSchema[];
}
