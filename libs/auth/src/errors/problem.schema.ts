import { ApiSchema } from '../openapi-decorators/model.decorators.js';
import { ApiProperty } from '../openapi-decorators/property.decorators.js';

/** {@link ProblemDetails} for the OpenAPI document. */
@ApiSchema({ name: 'Problem' })
export class ProblemSchema {
  @ApiProperty({ example: 'about:blank' })
  readonly type!: string;

  @ApiProperty({ example: 'Unauthorized' })
  readonly title!: string;

  @ApiProperty({ type: 'integer', example: 401 })
  readonly status!: number;

  @ApiProperty({ description: 'A sentence for the user.', example: 'Could not validate credentials' })
  readonly detail!: string;

  @ApiProperty({ description: 'A stable code for programs.', example: 'invalid_token' })
  readonly code!: string;
}
