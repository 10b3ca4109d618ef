import type { DomainEvent } from '@portcullis/auth';

/** A new signing key was published, by this instance for all. */
export interface SigningKeyPublished extends DomainEvent {
  readonly type: 'signing_key_published';
  readonly keyId: string;
  readonly algorithm: string;
  /** When it signs its first token; in milliseconds since the epoch. */
  readonly activeFrom: number;
}
