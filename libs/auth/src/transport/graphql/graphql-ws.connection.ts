import type { ProblemException } from '../../errors/problem.exception.js';
import { closeCodeOf } from '../connection/close-code.js';
import type { CloseListener, Connection } from '../connection/connection.js';
import type { GraphqlWsSocket } from './graphql-context.js';

const OPEN = 1;

/**
 * A WebSocket of graphql-ws. All of its operations began with one token, so they end together. Its clients do not retry after the close
 * code 4401, and accept no message outside their protocol.
 */
export class GraphqlWsConnection implements Connection {
  readonly hasBegun = true;

  constructor(readonly socket: GraphqlWsSocket) {}

  get isOpen(): boolean {
    return this.socket.readyState === OPEN;
  }

  onClose(listener: CloseListener): void {
    this.socket.once('close', listener);
  }

  refuse(problem: ProblemException): void {
    this.socket.close(closeCodeOf(problem.getStatus()), problem.getResponse().code);
  }
}
