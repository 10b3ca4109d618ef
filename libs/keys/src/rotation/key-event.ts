import type { DomainEvent } from '@portcullis/auth';
import type { Cause } from '@portcullis/auth/spi';
import type { StoredKey } from '../storage/stored-key.js';

/** A new signing key was published, once for all instances. */
export interface SigningKeyPublished extends DomainEvent {
  readonly type: 'signing_key_published';
  readonly subject: null;
  readonly keyId: string;
  readonly algorithm: string;
  /** When it begins to sign, in milliseconds since the epoch. */
  readonly activeFrom: number;
}

export function publicationOf(
  { kid, algorithm, activeFrom }: StoredKey,
  cause: Cause,
): Omit<SigningKeyPublished, 'at'> {
  return { type: 'signing_key_published', subject: null, keyId: kid, algorithm, activeFrom, ...cause };
}
