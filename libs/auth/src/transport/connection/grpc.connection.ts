import type { ProblemException } from '../../errors/problem.exception.js';
import { grpcStatusOf } from '../rpc/grpc-status.js';
import type { CloseListener, Connection } from './connection.js';

/** The used members of a server-side streaming call of `@grpc/grpc-js`. */
export interface GrpcStream {
  cancelled: boolean;
  readonly writableEnded: boolean;
  readonly destroyed: boolean;
  emit(event: string, data: unknown): boolean;
  on(event: 'close', listener: CloseListener): unknown;
}

/** Recognises a call by its methods: data of a client contains no functions. */
export function isGrpcStream(candidate: unknown): candidate is GrpcStream {
  return (
    typeof candidate === 'object' &&
    candidate !== null &&
    ['write', 'sendMetadata', 'emit'].every((name) => typeof Reflect.get(candidate, name) === 'function')
  );
}

/** A gRPC call with a stream from the server, the client or both. */
export class GrpcConnection implements Connection {
  readonly hasBegun = true;

  constructor(readonly socket: GrpcStream) {}

  get isOpen(): boolean {
    return !this.socket.cancelled && !this.socket.writableEnded && !this.socket.destroyed;
  }

  onClose(listener: CloseListener): void {
    this.socket.on('close', listener);
  }

  /**
   * On `error`, grpc-js ends the call with the status; Nest ignores an error whose message says `cancelled`. On `cancelled`, Nest and
   * the handlers stop sending.
   */
  refuse(problem: ProblemException): void {
    const { code, details } = grpcStatusOf(problem.getResponse());
    this.socket.cancelled = true;
    this.socket.emit('error', Object.assign(new Error('The call was cancelled'), { code, details }));
    this.socket.emit('cancelled', 'cancelled');
  }
}
