import type { SchemaObject } from '../openapi-decorators/property.decorators.js';

export type ResponseHeaders = Readonly<Record<string, { readonly description: string; readonly schema: SchemaObject }>>;

export const CHALLENGE_HEADER: ResponseHeaders = {
  'WWW-Authenticate': {
    description: 'The challenge (RFC 6750, section 3).',
    schema: { type: 'string', example: 'Bearer realm="portcullis"' },
  },
};

export const CLIENT_CHALLENGE_HEADER: ResponseHeaders = {
  'WWW-Authenticate': {
    description: '`Basic` if the client used it (RFC 7617), otherwise `client_secret_post`.',
    schema: { type: 'string', example: 'Basic realm="portcullis"' },
  },
};

const RETRY_AFTER: ResponseHeaders = {
  'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer', minimum: 1, example: 1 } },
};

const HEADERS: Readonly<Record<number, ResponseHeaders>> = {
  401: CHALLENGE_HEADER,
  429: RETRY_AFTER,
  503: RETRY_AFTER,
};

/** The headers that every error response of a status has, for the OpenAPI document. */
export function errorHeaders(status: number): ResponseHeaders {
  return HEADERS[status] ?? {};
}
