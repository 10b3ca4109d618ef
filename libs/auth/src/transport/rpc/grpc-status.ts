import type { ProblemDetails } from '../../errors/problem.exception.js';

/** `google.rpc.Code` by HTTP status, as google.rpc maps them. */
const CODES: Readonly<Record<number, number>> = {
  400: 3,
  401: 16,
  403: 7,
  404: 5,
  409: 10,
  422: 3,
  429: 8,
  499: 1,
  503: 14,
};

const UNKNOWN = 2;

/** The status of a refused gRPC call. It holds only a number and a text, so the text begins with the stable code. */
export interface GrpcStatus {
  readonly code: number;
  readonly details: string;
  readonly message: string;
}

export function grpcStatusOf({ status, code, detail }: ProblemDetails): GrpcStatus {
  const details = `${code}: ${detail}`;
  return { code: CODES[status] ?? UNKNOWN, details, message: details };
}
