import type { PublicJwk } from '@portcullis/auth/spi';

/** When a key is published, signs, stops signing and expires, in milliseconds since the epoch. */
export interface KeyLife {
  readonly publishedAt: number;
  readonly activeFrom: number;
  /** When its successor takes over; `null` while it has no successor. */
  readonly retiresAt: number | null;
  /** When the last token that it can have signed has expired; `null` while it has no successor. */
  readonly expiresAt: number | null;
}

/** A row of the table `signing_keys`. */
export interface StoredKey extends KeyLife {
  readonly kid: string;
  readonly algorithm: string;
  /** For administrators to read. The published key is derived from the private half, which can't be written without the secret. */
  readonly publicJwk: PublicJwk;
  /** The private half in PKCS #8, encrypted. */
  readonly sealedPrivateKey: Buffer;
}

export type KeyState = 'published' | 'signing' | 'retired' | 'expired';

export function stateOf({ activeFrom, retiresAt, expiresAt }: KeyLife, now: number): KeyState {
  if (expiresAt !== null && expiresAt <= now) {
    return 'expired';
  }
  if (activeFrom > now) {
    return 'published';
  }
  return retiresAt !== null && retiresAt <= now ? 'retired' : 'signing';
}
