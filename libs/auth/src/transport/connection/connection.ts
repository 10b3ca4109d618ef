import type { ProblemException } from '../../errors/problem.exception.js';

/** Called with the socket as `this`, so that all connections share one function. */
export type CloseListener = (this: object) => void;

/** A connection that may stay open after a call: a socket, a streaming call or an HTTP response. */
export interface Connection {
  /** Identifies the connection: the same object while it is open. */
  readonly socket: object;

  readonly isOpen: boolean;

  /** Whether the server has begun to send. Until then the credential is not checked again, as the request was authorised at arrival. */
  readonly hasBegun: boolean;

  onClose(listener: CloseListener): void;

  /** Closes the connection, and sends the reason if the protocol allows it. */
  refuse(problem: ProblemException): void;
}

/** A connection that can be held back until it is admitted. */
export interface HeldConnection extends Connection {
  /** Delays messages from the client, and drops messages to it, until the connection is admitted. */
  hold(admitted: Promise<boolean>): void;
}
