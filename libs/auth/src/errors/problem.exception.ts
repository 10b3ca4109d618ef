import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';

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

/**
 * An exception whose response body is a problem document. Nest's default filter sends it as `application/json`. To send it as
 * `application/problem+json`, set the media type in an exception filter.
 */
export class ProblemException extends HttpException {
  /** @param headers of the response, such as `WWW-Authenticate` and `Retry-After` */
  constructor(
    status: number,
    code: string,
    detail: string,
    readonly extensions: Readonly<Record<string, unknown>> = {},
    readonly headers: Readonly<Record<string, string>> = {},
    options?: ErrorOptions,
  ) {
    super(problemDetails(status, code, detail, extensions), status, options);
    this.message = detail;
  }

  override getResponse(): ProblemDetails {
    return super.getResponse() as ProblemDetails;
  }
}

/** @param extensions additional members, which never replace the standard ones. @default {} */
export function problemDetails(
  status: number,
  code: string,
  detail: string,
  extensions: Readonly<Record<string, unknown>> = {},
): ProblemDetails {
  const usual = { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail, code };
  return { ...usual, ...extensions, ...usual };
}
