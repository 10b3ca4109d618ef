/**
 * The kind of a failure, independent of HTTP. `kind-responses.ts` maps each kind to a status, a challenge (RFC 9110, section 11.6.1) and
 * an OAuth 2.0 error.
 */
export type ErrorKind =
  /** The request can't be carried out as it is. */
  | 'invalid_request'
  /** The credentials of the request can't be read. */
  | 'malformed_credentials'
  /** The request has no credentials. */
  | 'unauthenticated'
  /** A sign-in was attempted with wrong credentials. */
  | 'incorrect_credentials'
  /** The credentials of the request are forged, expired or revoked. */
  | 'invalid_token'
  /** The user must sign in again, or by stronger means (RFC 9470). */
  | 'insufficient_authentication'
  /** The OAuth 2.0 client is unknown, or failed to authenticate. */
  | 'invalid_client'
  /** A grant, such as a refresh token, is unknown, expired or revoked. */
  | 'invalid_grant'
  /** The user is deactivated. */
  | 'inactive_user'
  /** The caller lacks a scope or a role. Another token may have it. */
  | 'insufficient_privilege'
  /** The caller may not do this. */
  | 'forbidden'
  | 'not_found'
  /** The request conflicts with the current state, for example because another request came first. */
  | 'conflict'
  /** The request can be read, but some of its members are not valid. */
  | 'invalid_input'
  /** Too many requests. */
  | 'rate_limited'
  /** The client closed its connection. */
  | 'client_gone'
  /** The service can't process the request at the moment. */
  | 'unavailable';

/** Describes an error class to clients at runtime, and to readers of the OpenAPI document. */
export interface ErrorDocumentation {
  /** The stable code for programs, in snake_case. */
  readonly code: string;
  readonly kind: ErrorKind;
  /** The default text for clients. Every client may read it, so it must contain nothing confidential. */
  readonly description: string;
  /** When a client gets the error: a sentence with a capital letter and a full stop. */
  readonly when: string;
  /** `error` at the endpoints of OAuth 2.0 (RFC 6749, section 5.2). @default the one of the kind */
  readonly oauthError?: string;
  /** Whether responses of the endpoints of OAuth 2.0 have the `code` beside `error`. @default false */
  readonly oauthCode?: boolean;
  /** An example of the additional members of the response. @default {} */
  readonly members?: Readonly<Record<string, unknown>>;
}
