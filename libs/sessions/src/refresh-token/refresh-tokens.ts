import { createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { SESSIONS_OPTIONS, type CheckedSessionsOptions } from '../sessions.options.js';

const RANDOM_BYTES = 32;

/** RFC 2104, section 5: no less than half of the hash's output. */
const MAC_BYTES = 16;

/** A UUID, 256 random bits and 128 of the MAC, the latter two in base64url. */
const FORM = /^([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})\.([\w-]{43})\.([\w-]{22})$/;

/** How a refresh token is known at rest: by the session it belongs to, and a hash. Neither makes a token. */
export interface RefreshTokenReference {
  readonly sessionId: string;
  /** SHA-256 of the text. Of 256 random bits, so that no salt and no slow hash is needed. */
  readonly hash: Buffer;
}

/** A refresh token as its client has it. */
export interface RefreshToken extends RefreshTokenReference {
  readonly text: string;
}

/**
 * Writes refresh tokens, and recognises those that this service wrote. `<session>.<random>.<MAC>`: the MAC tells a token of
 * ours that has been spent, even long ago, from one that somebody made up. So reuse is noticed without a list of every token
 * there was, and who knows nothing but the id of a session can't end it with a token that was never issued.
 */
@Injectable()
export class RefreshTokens {
  readonly #key: Buffer;

  constructor(@Inject(SESSIONS_OPTIONS) { secret }: CheckedSessionsOptions) {
    this.#key = Buffer.from(hkdfSync('sha256', secret, '', 'portcullis refresh token', 32));
  }

  /** @param random what an earlier call with these bytes wrote is written again */
  issue(sessionId: string, random: Buffer = randomBytes(RANDOM_BYTES)): RefreshToken {
    const content = `${sessionId}.${random.toString('base64url')}`;
    return referredTo(sessionId, `${content}.${this.#macOf(content)}`);
  }

  /**
   * Whether the token is still good is for the {@link SessionStore} to say: this says that it once was.
   *
   * @returns `null` for whatever this service has not written, in exactly this spelling
   */
  identify(text: string): RefreshToken | null {
    const [, sessionId, random, mac] = FORM.exec(text) ?? [];
    if (sessionId === undefined || random === undefined || mac === undefined) {
      return null;
    }
    // As text, so that other spellings of the same bytes are other tokens.
    const expected = this.#macOf(`${sessionId}.${random}`);
    return timingSafeEqual(Buffer.from(mac), Buffer.from(expected)) ? referredTo(sessionId, text) : null;
  }

  #macOf(content: string): string {
    return createHmac('sha256', this.#key).update(content).digest().subarray(0, MAC_BYTES).toString('base64url');
  }
}

/** The bits that make a token hard to guess. @param text of a token that was identified */
export function randomOf(text: string): Buffer {
  return Buffer.from(text.split('.')[1] ?? '', 'base64url');
}

function referredTo(sessionId: string, text: string): RefreshToken {
  return { text, sessionId, hash: createHash('sha256').update(text).digest() };
}
