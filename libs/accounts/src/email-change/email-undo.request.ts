import { ApiProperty, ApiSchema, Satisfies } from '@portcullis/auth/spi';
import { textRule } from '../presented-secret/text.rules.js';

/** The body by which the owner of the earlier address undoes a change. */
@ApiSchema({ name: 'EmailUndo' })
export class EmailUndoRequest {
  @ApiProperty({
    description: 'From the link in the mail, after `#token=`.',
    example: 'pQ3kL0b1yq0m8x2Q7uT1cZx4n9sVd6w5e3r2t1y0u9i',
  })
  @Satisfies(textRule)
  readonly token!: string;
}
