import type { ExecutionContext } from '@nestjs/common';
import type { ProblemException } from '../../errors/problem.exception.js';
import { bearerFrom, headersFrom } from '../bearer-from.js';
import { GrpcConnection, isGrpcStream } from '../connection/grpc.connection.js';
import type { CredentialBearer, Transport } from '../transport.js';
import { unknownCall } from '../unknown-call.js';
import { grpcStatusOf } from './grpc-status.js';
import { messageContextOf } from './message-context.js';
import { memberAt, transporterOf } from './message-metadata.js';

/** The messages and events of a microservice. */
export class RpcTransport implements Transport {
  bearerOf(context: ExecutionContext): CredentialBearer {
    const message = this.#contextOf(context);
    const metadata = transporterOf(message).metadataOf(message, context.getArgByIndex<unknown>(0));
    return bearerFrom(memberAt(metadata, 'authorization'), headersFrom(metadata));
  }

  /**
   * Ends a refused `@GrpcStreamCall()` itself: Nest sends no error to its client, and the unhandled rejection would end the process.
   * Imports `@nestjs/microservices` only here, as only an application that has it receives such calls.
   */
  async refusal(problem: ProblemException, context: ExecutionContext): Promise<Error> {
    const call: unknown = context.getArgByIndex(0);
    if (isGrpcStream(call)) {
      new GrpcConnection(call).refuse(problem);
      return new Promise(() => {});
    }
    const { RpcException } = await import('@nestjs/microservices');
    const document = problem.getResponse();
    const isGrpc = transporterOf(this.#contextOf(context)).name === 'gRPC';
    return Object.assign(new RpcException(isGrpc ? grpcStatusOf(document) : document), {
      message: problem.message,
      cause: problem.cause,
    });
  }

  /** The call is the first argument of a `@GrpcStreamCall()` handler, and the third argument of the other streaming gRPC handlers. */
  connectionOf(context: ExecutionContext): GrpcConnection | null {
    const stream = [context.getArgByIndex(2), context.getArgByIndex(0)].find(isGrpcStream);
    return stream ? new GrpcConnection(stream) : null;
  }

  #contextOf(context: ExecutionContext): object {
    const found = messageContextOf(context);
    if (!found) {
      throw unknownCall(context);
    }
    return found;
  }
}
