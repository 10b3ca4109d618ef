import { schemaPathOf } from '../openapi-decorators/model.decorators.js';
import { byStatus, descriptionOf, type DocumentedError } from './documented-error.js';
import type { ErrorDocumentation } from './error-documentation.js';
import { CLIENT_CHALLENGE_HEADER, errorHeaders, type ResponseHeaders } from './error-headers.js';
import { KIND_RESPONSES } from './kind-responses.js';
import { TokenErrorSchema } from './oauth-error.schema.js';
import { tokenErrorBody, type TokenErrorBody } from './problem-of.js';
import { type SchemaWithMembers, schemaWithMembers } from './schema-with-members.js';

export interface OAuthErrorExample {
  readonly summary: string;
  readonly value: TokenErrorBody;
}

/** An error response of an OAuth 2.0 endpoint, for the OpenAPI document. */
export interface OAuthErrorResponse {
  readonly description: string;
  readonly headers: ResponseHeaders;
  readonly content: {
    readonly 'application/json': {
      readonly schema: SchemaWithMembers;
      readonly examples: Record<string, OAuthErrorExample>;
    };
  };
}

/** The responses to errors, by status. Examples are named after their `error`, or after their `code` if that name is taken. */
export function oauthErrorResponses(
  errors: readonly DocumentedError[],
): [status: number, response: OAuthErrorResponse][] {
  return byStatus(errors).map(([status, same]) => [
    status,
    {
      description: descriptionOf(same),
      headers: same.every(({ kind }) => kind === 'invalid_client') ? CLIENT_CHALLENGE_HEADER : errorHeaders(status),
      content: {
        'application/json': {
          schema: schemaWithMembers({ $ref: schemaPathOf(TokenErrorSchema) }, same),
          examples: examplesOf(same),
        },
      },
    },
  ]);
}

/** The response to a body that is too large for the application's parser. */
export function tooLargeResponse(): OAuthErrorResponse {
  const value = tokenErrorBody('invalid_request', 'The body is too large');
  return {
    description: 'The body is too large.',
    headers: {},
    content: {
      'application/json': {
        schema: { $ref: schemaPathOf(TokenErrorSchema) },
        examples: { invalid_request: { summary: value.detail, value } },
      },
    },
  };
}

function examplesOf(errors: readonly ErrorDocumentation[]): Record<string, OAuthErrorExample> {
  const examples: Record<string, OAuthErrorExample> = {};
  for (const error of errors) {
    const { code, kind, description, members, oauthError = KIND_RESPONSES[kind].oauthError, oauthCode } = error;
    const value = tokenErrorBody(oauthError, description, { ...members, ...(oauthCode && { code }) });
    examples[Object.hasOwn(examples, oauthError) ? code : oauthError] = { summary: description, value };
  }
  return examples;
}
