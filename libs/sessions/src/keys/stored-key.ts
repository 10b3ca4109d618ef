import type { PublicJwk } from '@portcullis/auth';

/** When a key is told of, signs, stops signing and is forgotten; in milliseconds since the epoch. */
export interface KeyLife {
  readonly publishedAt: number;
  readonly activeFrom: number;
  /** When its successor takes over; `null` while it has none. */
  readonly retiresAt: number | null;
  /** When the last token that it may have signed has expired. */
  readonly expiresAt: number | null;
}

/** A key as the database has it. */
export interface StoredKey extends KeyLife {
  readonly kid: string;
  readonly algorithm: string;
  /** For people to look at. What is published is derived from the private half, which nobody can put there without the secret. */
  readonly publicJwk: PublicJwk;
  /** The private half in PKCS #8, sealed. */
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
