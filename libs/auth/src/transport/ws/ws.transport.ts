import type { ExecutionContext } from '@nestjs/common';
import type { ProblemException } from '../../errors/problem.exception.js';
import type { CredentialBearer, Transport } from '../transport.js';
import type { Handshakes } from './handshakes.js';
import { asRefusal } from './refusal-documents.js';

/** The messages of a gateway. Their sockets are let in, and watched, by `SocketAuthentication`. */
export class WsTransport implements Transport {
  constructor(private readonly handshakes: Handshakes) {}

  bearerOf(context: ExecutionContext): CredentialBearer {
    return this.handshakes.bearerOf(context.switchToWs().getClient<object>());
  }

  /**
   * Nest sends an error that is an object to the client as it is, and adds the message that was refused to any other. The
   * package is asked for here alone: whoever gets here has it.
   */
  async refusal(problem: ProblemException): Promise<Error> {
    const { WsException } = await import('@nestjs/websockets');
    return Object.assign(new WsException(asRefusal(problem.getResponse())), {
      message: problem.message,
      cause: problem.cause,
    });
  }

  connectionOf(): null {
    return null;
  }
}
