import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { keysOfSecret, StaleGrantError } from '@portcullis/auth/spi';
import { SESSIONS_OPTIONS, type CheckedSessionsOptions } from '../sessions.options.js';

const RANDOM_BYTES = 32;

/** RFC 2104, section 5: no less than half of the hash's output. */
const MAC_BYTES = 16;

/** A UUID, 256 random bits and 128 of the MAC, the latter two in base64url. */
const FORM = /^([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})\.([\w-]{43})\.([\w-]{22})$/;

const SEAL = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** How a refresh token is stored: by its session and a hash, from which the token can't be computed. */
export interface RefreshTokenReference {
  readonly sessionId: string;
  /** SHA-256 of the text. It needs no salt and need not be slow, since the text has 256 random bits. */
  readonly hash: Buffer;
}

/** A refresh token in clear text. */
export interface RefreshToken extends RefreshTokenReference {
  readonly text: string;
}

/**
 * Issues refresh tokens, and recognises those that this service has issued. `<session>.<random>.<MAC>`: the MAC distinguishes
 * a spent token of any age from an invented one. So reuse is detected without a list of all tokens, and a client that knows only the id
 * of a session can't end it with an invented token.
 */
@Injectable()
export class RefreshTokens {
  readonly #keys: readonly [current: Buffer, ...others: readonly Buffer[]];

  constructor(@Inject(SESSIONS_OPTIONS) { secret }: Pick<CheckedSessionsOptions, 'secret'>) {
    this.#keys = keysOfSecret(secret, (one) =>
      Buffer.from(hkdfSync('sha256', one, '', 'portcullis refresh token', 32)),
    );
  }

  issue(sessionId: string): RefreshToken {
    return this.#marked(sessionId, randomBytes(RANDOM_BYTES));
  }

  /**
   * Verifies that this service has issued the token. Does not check whether it is still valid: `SessionStore` does.
   *
   * @returns `null` for any text that this service has not issued in exactly this spelling
   */
  identify(text: string): RefreshToken | null {
    const [, sessionId, random, mac] = FORM.exec(text) ?? [];
    if (sessionId === undefined || random === undefined || mac === undefined) {
      return null;
    }
    // Compared as text, so that only one spelling of the bytes is accepted.
    const shown = Buffer.from(mac);
    const isOurs = this.#keys.some((key) => timingSafeEqual(shown, Buffer.from(macOf(`${sessionId}.${random}`, key))));
    return isOurs ? referredTo(sessionId, text) : null;
  }

  /**
   * Encrypts the secret part of a successor, so that a client that shows the predecessor again gets the same successor. The key is
   * derived from the predecessor, which is not stored: the stored data alone decrypts nothing.
   */
  seal(successor: RefreshToken, predecessor: RefreshToken): Buffer {
    // Several instances may seal different successors of one token at once: the key alone is not unique.
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(SEAL, sealingKeyFrom(predecessor), nonce);
    const content = Buffer.concat([cipher.update(secretBytesOf(successor)), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), content]);
  }

  /**
   * Returns the sealed successor in the same spelling, even if another instance has issued it with another secret.
   *
   * @throws Error if it was sealed for another token, or tampered with
   */
  unseal(sealed: Buffer, predecessor: RefreshToken): RefreshToken {
    const nonce = sealed.subarray(0, NONCE_BYTES);
    const decipher = createDecipheriv(SEAL, sealingKeyFrom(predecessor), nonce, { authTagLength: TAG_BYTES });
    decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    const content = Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
    const { sessionId } = predecessor;
    const [random, mac] = [content.subarray(0, RANDOM_BYTES), content.subarray(RANDOM_BYTES)];
    // Earlier versions sealed the random bits alone.
    return mac.length === 0
      ? this.#marked(sessionId, random)
      : referredTo(sessionId, `${sessionId}.${random.toString('base64url')}.${mac.toString('base64url')}`);
  }

  #marked(sessionId: string, random: Buffer): RefreshToken {
    const content = `${sessionId}.${random.toString('base64url')}`;
    return referredTo(sessionId, `${content}.${macOf(content, this.#keys[0])}`);
  }
}

/** The documentation of {@link staleToken}. */
export const STALE_TOKEN = {
  ...StaleGrantError.documentation,
  description: 'The refresh token is not valid',
  when: 'The refresh token was used before, its session is over, or it never was valid.',
};

/** The one error for every refresh token that is not valid. @param reason for the log alone */
export function staleToken(reason: string): StaleGrantError {
  return new StaleGrantError(STALE_TOKEN.description, reason);
}

/** The random bits and the MAC. */
function secretBytesOf({ text }: RefreshToken): Buffer {
  const [, random = '', mac = ''] = text.split('.');
  return Buffer.concat([Buffer.from(random, 'base64url'), Buffer.from(mac, 'base64url')]);
}

function sealingKeyFrom(predecessor: RefreshToken): Buffer {
  const random = secretBytesOf(predecessor).subarray(0, RANDOM_BYTES);
  return Buffer.from(hkdfSync('sha256', random, predecessor.sessionId, 'portcullis refresh token successor', 32));
}

function macOf(content: string, key: Buffer): string {
  return createHmac('sha256', key).update(content).digest().subarray(0, MAC_BYTES).toString('base64url');
}

function referredTo(sessionId: string, text: string): RefreshToken {
  return { text, sessionId, hash: createHash('sha256').update(text).digest() };
}
