import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { answerHeaders, tokenErrorBody, TokenErrorSchema } from '@portcullis/auth';

type OAuthEndpoint = 'revocation' | 'introspection';

const BASIC_CHALLENGE = {
  'WWW-Authenticate': {
    description: 'The challenge (RFC 7617).',
    schema: { type: 'string', example: 'Basic realm="portcullis"' },
  },
} as const;

/** Every answer of a client's endpoint that is not a 200, for the OpenAPI document. */
export function ApiOAuthErrors(endpoint: OAuthEndpoint): MethodDecorator & ClassDecorator {
  return applyDecorators(
    ApiExtraModels(TokenErrorSchema),
    oauthError(400, 'The request is malformed.', { invalid_request: 'The parameter token is missing' }),
    oauthError(
      401,
      endpoint === 'introspection'
        ? 'No client has authenticated.'
        : 'A client tried to authenticate, and is unknown or has another secret.',
      { invalid_client: 'Client authentication failed' },
    ),
    ...(endpoint === 'introspection'
      ? [oauthError(403, 'The client is not one that may ask.', { access_denied: 'Forbidden' })]
      : []),
    oauthError(413, 'The body is over 16 KiB.', { invalid_request: 'The body is too large' }),
    oauthError(503, 'The database is out of reach: the token may be good, or not.', {
      temporarily_unavailable: 'Service temporarily unavailable',
    }),
  );
}

function oauthError(
  status: number,
  description: string,
  errors: Readonly<Record<string, string>>,
): MethodDecorator & ClassDecorator {
  const examples = Object.entries(errors).map(([error, sentence]) => [
    error,
    { summary: sentence, value: tokenErrorBody(error, sentence) },
  ]);
  return ApiResponse({
    status,
    description,
    headers: status === 401 ? BASIC_CHALLENGE : answerHeaders(status),
    content: {
      'application/json': { schema: { $ref: getSchemaPath(TokenErrorSchema) }, examples: Object.fromEntries(examples) },
    },
  });
}
