import { applyDecorators } from '@nestjs/common';
import { ApiProblem } from '@portcullis/auth';
import { ValidationProblemSchema } from '../validation/validation-problem.schema.js';

/** Every answer of the route that is not an account, for the OpenAPI document. */
export function ApiRegistrationProblems(): MethodDecorator & ClassDecorator {
  return applyDecorators(
    ApiProblem(400, {
      description: 'The username or the email is taken, or the body is no JSON.',
      codes: {
        already_registered: 'Username or email already registered',
        invalid_request: 'The request is malformed',
      },
    }),
    ApiProblem(413, {
      description: 'The body is over 16 KiB.',
      codes: { payload_too_large: 'The body is too large' },
    }),
    ApiProblem(422, {
      description:
        'A member is missing, not valid or unknown, or the password is refused; `errors` says which and why.',
      codes: { validation_failed: 'The request body is not valid' },
      schema: ValidationProblemSchema,
      extensions: { errors: [{ pointer: '/username', detail: 'Must have 1 to 50 characters' }] },
    }),
    ApiProblem(503, {
      description: 'The database is out of reach, or too many are registering.',
      codes: { service_unavailable: 'Service temporarily unavailable' },
    }),
  );
}
