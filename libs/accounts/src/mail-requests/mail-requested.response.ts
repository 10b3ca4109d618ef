import { ApiProperty, ApiSchema } from '@portcullis/auth/spi';

/** The response to a request for a mail. The same whether or not a mail is sent. */
@ApiSchema({ name: 'MailRequested' })
export class MailRequestedResponse {
  @ApiProperty({ description: 'For the user.', example: 'If an account has this address, a mail is on its way.' })
  readonly message!: string;
}

export const MAIL_REQUESTED: MailRequestedResponse = {
  message: 'If an account has this address, a mail is on its way.',
};
