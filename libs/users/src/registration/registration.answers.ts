import { applyDecorators } from '@nestjs/common';
import { ApiErrors, ServiceUnavailableError } from '@portcullis/auth';
import { InvalidRequestError, TooManyAttemptsError } from '@portcullis/auth/spi';
import { UsernameOrEmailTakenError } from './registration.error.js';

/** Every error response of the route, for the OpenAPI document. */
export function ApiRegistrationProblems(): MethodDecorator & ClassDecorator {
  return applyDecorators(
    ApiErrors(
      UsernameOrEmailTakenError,
      { ...InvalidRequestError.documentation, when: 'The body is not JSON.' },
      { ...TooManyAttemptsError.documentation, when: 'Too many registrations from this address.' },
      {
        ...ServiceUnavailableError.documentation,
        when: 'The database does not answer, or too many users register at once.',
      },
    ),
  );
}
