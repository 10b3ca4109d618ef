import { ApiSchema } from '../openapi-decorators/model.decorators.js';
import { ApiProperty, ApiPropertyOptional } from '../openapi-decorators/property.decorators.js';

/** An error of an OAuth 2.0 endpoint (RFC 6749, section 5.2). `listErrorCodes` adds the values of `error` and `code`. */
@ApiSchema({ name: 'TokenError' })
export class TokenErrorSchema {
  @ApiProperty({ example: 'invalid_grant' })
  readonly error!: string;

  @ApiProperty({ example: 'Incorrect username or password' })
  readonly error_description!: string;

  @ApiProperty({ description: 'The same text as `error_description`.', example: 'Incorrect username or password' })
  readonly detail!: string;

  @ApiPropertyOptional({ description: 'A stable code for programs, if `error` is not precise enough.' })
  readonly code?: string;
}
