/** Something that has happened, in the terms of the domain. Holds no password, no token and no key. */
export interface DomainEvent {
  /** The stable word for a program. */
  readonly type: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}
