import type { DomainEvent } from '@portcullis/auth';
import { type AuthEvent, EventPublisher } from '@portcullis/auth/spi';
import { demandArgument } from './argument-check.js';

/** Keeps the domain events of one application, in the order in which they happened. The host's own publisher gets none. */
export class RecordingEventPublisher extends EventPublisher {
  readonly #events: DomainEvent[] = [];

  /** All of them up to now; a later event does not change what was returned. */
  get all(): readonly DomainEvent[] {
    return [...this.#events];
  }

  publish(event: DomainEvent): void {
    this.#events.push(event);
  }

  /**
   * Those of one type up to now. An event of the host's own, or of a later library, is named by its type.
   *
   * @example
   * ```ts
   * auth.events.ofType('signed_in');
   * auth.events.ofType<BadgeLost>('badge_lost');
   * ```
   */
  ofType<TType extends AuthEvent['type']>(type: TType): Extract<AuthEvent, { readonly type: TType }>[];
  ofType<TEvent extends DomainEvent>(type: TEvent['type']): TEvent[];
  ofType(type: string): DomainEvent[] {
    demandArgument(typeof type === 'string', 'ofType() takes the type of an event', type, "ofType('signed_in')");
    return this.#events.filter((event) => event.type === type);
  }

  /** Forgets what has happened up to now. */
  clear(): void {
    this.#events.length = 0;
  }
}
