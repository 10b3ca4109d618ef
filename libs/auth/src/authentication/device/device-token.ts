import { createHmac, createSecretKey, hkdfSync, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto';
import { type Clock, epochSeconds } from '../../clock/clock.js';

const KEY_BYTES = 32;
const ID_BYTES = 16;
const MAX_TOKEN_LENGTH = 128;
const TOKEN = /^([\w-]{22})\.(\d{1,12})\.([\w-]{43})$/;

/**
 * What a device keeps of a sign-in: a number of its own, an end, and a signature over both and the name of the account, which
 * it does not tell. Opens nothing: whoever has it may guess that account's password out of a budget of its own.
 */
export class DeviceTokens {
  readonly #key: KeyObject;

  /** @param secret is not used as it is: a key for this purpose and this issuer is derived from it (HKDF, RFC 5869) */
  constructor(
    secret: string,
    issuer: string,
    private readonly lifetimeSeconds: number,
    private readonly clock: Clock,
  ) {
    const key = hkdfSync('sha256', secret, issuer, 'portcullis known devices', KEY_BYTES);
    this.#key = createSecretKey(Buffer.from(key));
  }

  /** @param device the number of a device that is known already */
  issue(name: string, device: string | null): string {
    const id = device ?? randomBytes(ID_BYTES).toString('base64url');
    const expiresAt = String(epochSeconds(this.clock) + this.lifetimeSeconds);
    return `${id}.${expiresAt}.${this.#signature(name, id, expiresAt).toString('base64url')}`;
  }

  /** The device's number, where the token was issued for this name, by this issuer, and has not expired. */
  verify(name: string, token: string): string | null {
    const [, id, expiresAt, given] = (token.length <= MAX_TOKEN_LENGTH && TOKEN.exec(token)) || [];
    if (id === undefined || expiresAt === undefined || given === undefined) {
      return null;
    }
    const isOurs = timingSafeEqual(Buffer.from(given, 'base64url'), this.#signature(name, id, expiresAt));
    return isOurs && Number(expiresAt) > epochSeconds(this.clock) ? id : null;
  }

  #signature(name: string, id: string, expiresAt: string): Buffer {
    return createHmac('sha256', this.#key)
      .update(JSON.stringify([id, expiresAt, name]))
      .digest();
  }
}
