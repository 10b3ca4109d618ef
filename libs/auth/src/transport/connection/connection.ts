import type { ProblemException } from '../../errors/problem.exception.js';

/** What stays open after a call, and over which somebody listens. */
export interface Connection {
  /** What stands for it: the same object as long as it lasts. */
  readonly socket: object;

  readonly isOpen: boolean;

  onClose(listener: () => void): void;

  /** Tells the client why, where its protocol has a place for it, and closes. */
  refuse(problem: ProblemException): void;
}

/** A connection whose opening can be waited with. */
export interface HeldConnection extends Connection {
  /** Lets nothing in and nothing out until it is known that the connection is admitted. What has come by then is not lost. */
  hold(admitted: Promise<boolean>): void;
}
