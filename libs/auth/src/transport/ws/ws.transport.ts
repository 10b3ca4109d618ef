import type { ExecutionContext } from '@nestjs/common';
import type { ProblemException } from '../../errors/problem.exception.js';
import type { CredentialBearer, Transport } from '../transport.js';
import type { Handshakes } from './handshakes.js';
import { asRefusal } from './refusal-documents.js';

/** The messages of a gateway. `SocketAuthentication` admits and watches its sockets. */
export class WsTransport implements Transport {
  constructor(private readonly handshakes: Handshakes) {}

  bearerOf(context: ExecutionContext): CredentialBearer {
    return this.handshakes.bearerOf(context.switchToWs().getClient<object>());
  }

  /**
   * Nest sends an object as it is, and would add the refused message to a text. Imports `@nestjs/websockets` only here, as only an
   * application that has it receives such messages.
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
