import { applyDecorators, HttpCode } from '@nestjs/common';
import { ApiErrors, ServiceUnavailableError } from '@portcullis/auth';
import { ApiResponse, InvalidRequestError } from '@portcullis/auth/spi';
import { MailUnavailableError } from '../mail/mail-unavailable.error.js';
import { MailRequestedResponse } from './mail-requested.response.js';

/** The responses of a public route that asks for a mail. */
export function ApiMailRequested(): MethodDecorator {
  return applyDecorators(
    HttpCode(202),
    ApiResponse({
      status: 202,
      type: MailRequestedResponse,
      description: 'The request was accepted. The response is the same whether or not a mail is sent.',
    }),
    ApiErrors(
      { ...InvalidRequestError.documentation, when: 'The body is not JSON.' },
      MailUnavailableError,
      ServiceUnavailableError,
    ),
  );
}
