import { createHmac, createSecretKey, hkdfSync, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../clock/clock.js';
import { keysOfSecret, type Secret } from '../../secret.js';
import type { KnownDevice } from './known-devices.js';

const KEY_BYTES = 32;
const ID_BYTES = 16;
const MAX_TOKEN_LENGTH = 128;
const TOKEN = /^([\w-]{22})\.(\d{1,15})\.([\w-]{43})$/;

/**
 * Issues and verifies the tokens of known devices: an id of the device, the time of the sign-in, and a signature over both and the account.
 * A token does not contain the account and signs no user in. Its holder guesses the password out of the budget of known devices.
 */
export class DeviceTokens {
  readonly #keys: readonly [current: KeyObject, ...others: readonly KeyObject[]];

  /** @param secret from each secret a key for this purpose and this issuer is derived (HKDF, RFC 5869) */
  constructor(
    secret: Secret,
    issuer: string,
    private readonly lifetimeSeconds: number,
    private readonly clock: Clock,
  ) {
    this.#keys = keysOfSecret(secret, (one) =>
      createSecretKey(Buffer.from(hkdfSync('sha256', one, issuer, 'portcullis known devices', KEY_BYTES))),
    );
  }

  /** @param device the id of a device that is known already */
  issue(account: string, device: string | null): string {
    const id = device ?? randomBytes(ID_BYTES).toString('base64url');
    const issuedAt = String(this.clock.now());
    return `${id}.${issuedAt}.${signature(this.#keys[0], account, id, issuedAt).toString('base64url')}`;
  }

  /** Returns the device if the token was issued by this issuer for this account, and has not expired. */
  verify(account: string, token: string): KnownDevice | null {
    const [, id, issuedAt, given] = (token.length <= MAX_TOKEN_LENGTH && TOKEN.exec(token)) || [];
    if (id === undefined || issuedAt === undefined || given === undefined) {
      return null;
    }
    const shown = Buffer.from(given, 'base64url');
    const isOurs = this.#keys.some((key) => timingSafeEqual(shown, signature(key, account, id, issuedAt)));
    const knownSince = Number(issuedAt);
    return isOurs && knownSince + this.lifetimeSeconds * 1_000 > this.clock.now() ? { id, knownSince } : null;
  }
}

function signature(key: KeyObject, account: string, id: string, issuedAt: string): Buffer {
  return createHmac('sha256', key)
    .update(JSON.stringify([id, issuedAt, account]))
    .digest();
}
