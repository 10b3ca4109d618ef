import type { ExecutionContext } from '@nestjs/common';
import type { ProblemException } from '../../errors/problem.exception.js';
import { bearerFrom } from '../bearer-from.js';
import type { CredentialBearer, Transport } from '../transport.js';
import { grpcStatusOf } from './grpc-status.js';
import { authorizationOf, transporterOf } from './message-metadata.js';

/** The messages and events of a microservice. */
export class RpcTransport implements Transport {
  bearerOf(context: ExecutionContext): CredentialBearer {
    const rpc = context.switchToRpc();
    return bearerFrom(authorizationOf(rpc.getContext<object>(), rpc.getData<unknown>()));
  }

  /** The package is asked for here alone: whoever gets here has it. */
  async refusal(problem: ProblemException, context: ExecutionContext): Promise<Error> {
    const { RpcException } = await import('@nestjs/microservices');
    const document = problem.getResponse();
    const isGrpc = transporterOf(context.switchToRpc().getContext<object>()) === 'gRPC';
    return Object.assign(new RpcException(isGrpc ? grpcStatusOf(document) : document), {
      message: problem.message,
      cause: problem.cause,
    });
  }

  connectionOf(): null {
    return null;
  }
}
