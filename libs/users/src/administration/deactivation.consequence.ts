import type { RegisteredUser } from '../registered-user.js';

/**
 * What else is to come of it when somebody is shut out: their sessions end, say, so that none revives when they are let in
 * again. One of the hinges: extend it, and make it a provider of any module; of several, one follows the other.
 */
export abstract class DeactivationConsequence {
  /**
   * Called after the person has been shut out, before whoever asked for it is told. May be called again for the same person, and
   * then does no harm.
   */
  abstract follow(user: RegisteredUser): Promise<void>;
}

/** Nothing. */
export class NoConsequence extends DeactivationConsequence {
  async follow(): Promise<void> {}
}
