import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';
import { AcrossCopies } from '../copies/across-copies.decorator.js';
import { graphqlCodeOf } from './graphql-code.js';

/** The body of an error response (RFC 9457, section 3.1). */
export interface ProblemDetails {
  /** Always `about:blank` (RFC 9457, section 4.2.1): `status` and `code` identify the problem. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** A sentence for the user. */
  readonly detail: string;
  /** A stable code for programs. */
  readonly code: string;
  readonly [extension: string]: unknown;
}

/** The `extensions` of a GraphQL error (GraphQL, section 7.1.2). */
export interface GraphqlExtensions {
  readonly code: string;
  /** Clients of Nest look here for the body of the HTTP response. */
  readonly originalError: ProblemDetails;
}

/**
 * An exception whose response body is a problem document. Nest's default filter sends it as `application/json`. To send it as
 * `application/problem+json`, set the media type in an exception filter.
 *
 * In a GraphQL resolver it needs no filter either: every driver passes on its `extensions`, over HTTP and WebSockets. Nest's own mapping
 * of an `HttpException` works with one driver, over HTTP only, and drops the problem document.
 */
@AcrossCopies('ProblemException')
export class ProblemException extends HttpException {
  /**
   * @param members additional members of the document. @default {}
   * @param headers of the response, such as `WWW-Authenticate` and `Retry-After`
   */
  constructor(
    status: number,
    code: string,
    detail: string,
    readonly members: Readonly<Record<string, unknown>> = {},
    readonly headers: Readonly<Record<string, string>> = {},
    options?: ErrorOptions,
  ) {
    super(problemDetails(status, code, detail, members), status, options);
    this.message = detail;
  }

  /** Of the GraphQL error. */
  get extensions(): GraphqlExtensions {
    return { code: graphqlCodeOf(this.getStatus(), this.cause), originalError: this.getResponse() };
  }

  override getResponse(): ProblemDetails {
    return super.getResponse() as ProblemDetails;
  }
}

/** @param members additional members, which never replace the standard ones. @default {} */
export function problemDetails(
  status: number,
  code: string,
  detail: string,
  members: Readonly<Record<string, unknown>> = {},
): ProblemDetails {
  const usual = { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail, code };
  return { ...usual, ...members, ...usual };
}
