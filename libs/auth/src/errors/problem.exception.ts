import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';

/** The body of an error answer (RFC 9457, section 3.1). */
export interface ProblemDetails {
  /** `about:blank`: the problem is what `status` says, and `code` which of its kinds. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** The sentence for a person. */
  readonly detail: string;
  /** The stable word for a program. */
  readonly code: string;
  readonly [extension: string]: unknown;
}

/**
 * An answer that is a problem document. Nest's own filter sends the body as it is, so a host without a filter for it
 * answers correctly too; one that wants the media type `application/problem+json` sets it where it handles
 * `HttpException`.
 */
export class ProblemException extends HttpException {
  /**
   * @param headers to be set on the answer, `WWW-Authenticate` and `Retry-After` say
   */
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

export function problemDetails(
  status: number,
  code: string,
  detail: string,
  extensions: Readonly<Record<string, unknown>> = {},
): ProblemDetails {
  return { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail, code, ...extensions };
}
