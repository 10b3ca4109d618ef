import type { ProblemDetails } from '../../errors/problem.exception.js';

/** google.rpc.Code, by what google.rpc says of HTTP's statuses. */
const CODES: Readonly<Record<number, number>> = { 400: 3, 401: 16, 403: 7, 429: 8, 503: 14 };

const UNKNOWN = 2;

/** What a gRPC client is told: a number and a text is all that there is room for, so the stable word begins the text. */
export interface GrpcStatus {
  readonly code: number;
  readonly details: string;
  readonly message: string;
}

export function grpcStatusOf({ status, code, detail }: ProblemDetails): GrpcStatus {
  const details = `${code}: ${detail}`;
  return { code: CODES[status] ?? UNKNOWN, details, message: details };
}
