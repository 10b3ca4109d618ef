import { ApiProperty, ApiSchema } from '@nestjs/swagger';

/** {@link ProblemDetails} for the OpenAPI document. */
@ApiSchema({ name: 'Problem' })
export class ProblemSchema {
  @ApiProperty({ example: 'about:blank' })
  readonly type!: string;

  @ApiProperty({ example: 'Unauthorized' })
  readonly title!: string;

  @ApiProperty({ type: 'integer', example: 401 })
  readonly status!: number;

  @ApiProperty({ description: 'The sentence for a person.', example: 'Could not validate credentials' })
  readonly detail!: string;

  @ApiProperty({ description: 'The stable word for a program.', example: 'invalid_token' })
  readonly code!: string;
}
