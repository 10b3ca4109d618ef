import { ApiProperty, ApiSchema, Satisfies } from '@portcullis/auth/spi';
import { EXAMPLE_TOKEN } from '../presented-secret/presented-secret.body.js';
import { textRule } from '../presented-secret/text.rules.js';

/** The body by which the owner of the earlier address undoes a change. */
@ApiSchema({ name: 'EmailUndo' })
export class EmailUndoRequest {
  @ApiProperty({
    description: 'From the link in the mail, after `#token=`.',
    example: EXAMPLE_TOKEN,
  })
  @Satisfies(textRule)
  readonly token!: string;
}
