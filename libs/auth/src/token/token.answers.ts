import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { answerHeaders } from '../errors/answer-headers.js';
import { tokenErrorBody } from '../errors/problem-of.js';
import { TokenErrorSchema } from './token.schemas.js';

/** Every answer of the token endpoint that is not a token, for the OpenAPI document. */
export function ApiTokenErrors(): MethodDecorator & ClassDecorator {
  return applyDecorators(
    ApiExtraModels(TokenErrorSchema),
    tokenError(400, 'The request is malformed, the scope unknown, or the user inactive.', {
      invalid_request: 'The parameter username is missing',
      unsupported_grant_type: 'The grant type is not supported',
      invalid_scope: 'The scope is unknown',
      invalid_grant: 'Inactive user',
    }),
    tokenError(401, 'An unknown name, or a wrong password.', { invalid_grant: 'Incorrect username or password' }),
    tokenError(413, 'The body is over 16 KiB.', { invalid_request: 'The body is too large' }),
    tokenError(429, 'Too many wrong passwords for this name, or from this address.', {
      too_many_attempts: 'Too many attempts, try again later',
    }),
    tokenError(503, 'The database is out of reach, or too many are signing in.', {
      temporarily_unavailable: 'Service temporarily unavailable',
    }),
  );
}

function tokenError(
  status: number,
  description: string,
  errors: Readonly<Record<string, string>>,
): MethodDecorator & ClassDecorator {
  const examples = Object.entries(errors).map(([error, sentence]) => [
    error,
    { summary: sentence, value: tokenErrorBody(error, sentence) },
  ]);
  const content = {
    'application/json': { schema: { $ref: getSchemaPath(TokenErrorSchema) }, examples: Object.fromEntries(examples) },
  };
  return ApiResponse({ status, description, headers: answerHeaders(status), content });
}
