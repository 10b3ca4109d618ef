import type { ApiResponseOptions } from '@nestjs/swagger';

type AnswerHeaders = NonNullable<ApiResponseOptions['headers']>;

const CHALLENGE: AnswerHeaders = {
  'WWW-Authenticate': {
    description: 'The challenge (RFC 6750, section 3).',
    schema: { type: 'string', example: 'Bearer realm="portcullis"' },
  },
};

const RETRY_AFTER: AnswerHeaders = {
  'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer', minimum: 1, example: 1 } },
};

const HEADERS: Readonly<Record<number, AnswerHeaders>> = { 401: CHALLENGE, 429: RETRY_AFTER, 503: RETRY_AFTER };

/** The headers that every error answer of a status carries, for the OpenAPI document. */
export function answerHeaders(status: number): AnswerHeaders {
  return HEADERS[status] ?? {};
}
