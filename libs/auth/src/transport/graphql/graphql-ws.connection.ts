import type { ProblemException } from '../../errors/problem.exception.js';
import { closeCodeOf } from '../connection/close-code.js';
import type { Connection } from '../connection/connection.js';
import type { GraphqlWsSocket } from './graphql-context.js';

const OPEN = 1;

/**
 * A WebSocket of graphql-ws. All operations over it were begun with one token, so they end together; its clients take 4401 for
 * a refusal that trying again won't change, and no message outside their protocol.
 */
export class GraphqlWsConnection implements Connection {
  constructor(readonly socket: GraphqlWsSocket) {}

  get isOpen(): boolean {
    return this.socket.readyState === OPEN;
  }

  onClose(listener: () => void): void {
    this.socket.once('close', listener);
  }

  refuse(problem: ProblemException): void {
    this.socket.close(closeCodeOf(problem.getStatus()), problem.getResponse().code);
  }
}
