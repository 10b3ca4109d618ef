import { AcrossCopies } from '../copies/across-copies.decorator.js';
import type { Transaction } from '../transaction.js';
import type { DomainEvent } from './domain-event.js';

/**
 * Receives every domain event of the application. Extend this class, implement one or both methods, and provide it in any module. It is
 * found at start and must be a singleton. Narrow an event by its `type`.
 */
@AcrossCopies('EventListener')
export abstract class EventListener {
  /**
   * Called inside the transaction of a change of an account, before the commit: for a record that must exist if and only if the change
   * does. An error rolls the change back. Called again after a conflict, so write only through `transaction`. Not called for other
   * events, which have no transaction.
   */
  within?(event: DomainEvent, transaction: Transaction): Promise<void>;

  /** Called after the event has happened; for a change, after its commit. Not awaited. Errors are logged. */
  notify?(event: DomainEvent): void | Promise<void>;
}
