import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { OnApplicationShutdown } from '@nestjs/common';
import bcrypt from 'bcrypt';
import {
  type BcryptHash,
  type BcryptScheme,
  bcryptSetting,
  formatBcryptHash,
  MAX_BCRYPT_COST,
  MIN_BCRYPT_COST,
  parseBcryptHash,
} from './bcrypt-hash.js';
import { PasswordHasher } from './password-hasher.js';
import { HashingThreads } from './threads/hashing-threads.js';

export interface BcryptPasswordHasherOptions {
  /**
   * The base-2 logarithm of the rounds, 4 to 30. One more is twice the work.
   *
   * @default 12
   */
  cost?: number;
}

/** bcrypt reads 72 bytes of its key, and drops the rest without a word. */
const MAX_KEY_BYTES = 72;

/** A cheaper hash takes less time than to start a thread does. Nobody waits for long because of it. */
const MIN_COST_IN_THREADS = 10;

/** Hashed in the place of a password that can't match, so that refusing it costs what trying it would have. */
const UNMATCHED_KEY = Buffer.from('unmatched');

/**
 * bcrypt, in passlib's formats. Never truncates: a password of up to 72 bytes without U+0000 becomes `$2b$`, any other
 * passlib's `bcrypt_sha256` v2, whose key is an HMAC-SHA256 of the whole password. Reads `$2a$`, `$2b$`, `$2y$`
 * and both versions of `bcrypt_sha256`. Passwords are compared in Unicode NFC, and otherwise as they are. Hashes in threads of
 * its own from cost 10 on.
 */
export class BcryptPasswordHasher extends PasswordHasher implements OnApplicationShutdown {
  readonly decoyHash: string;
  readonly #decoy: BcryptHash;
  readonly #cost: number;

  /**
   * @param threads in which it hashes; they end when the application does
   * @throws {RangeError} where the cost is no whole number from 4 to 30
   */
  constructor(
    { cost = 12 }: BcryptPasswordHasherOptions = {},
    private readonly threads: HashingThreads = new HashingThreads(),
  ) {
    super();
    if (!Number.isInteger(cost) || cost < MIN_BCRYPT_COST || cost > MAX_BCRYPT_COST) {
      throw new RangeError(
        `The bcrypt cost must be a whole number from ${MIN_BCRYPT_COST} to ${MAX_BCRYPT_COST}, not ${String(cost)}.`,
      );
    }
    this.#cost = cost;
    this.#decoy = decoyOf(cost);
    this.decoyHash = formatBcryptHash(this.#decoy);
  }

  override get concurrency(): number {
    return this.#cost < MIN_COST_IN_THREADS ? super.concurrency : this.threads.concurrency;
  }

  async hash(password: string): Promise<string> {
    const salt = (await bcrypt.genSalt(this.#cost)).slice(-22);
    const plain = bcryptKey('bcrypt', salt, password);
    const scheme = plain ? 'bcrypt' : 'bcrypt-sha256-v2';
    const key = plain ?? bcryptKey(scheme, salt, password);
    if (!key) {
      throw new TypeError('A password must be well-formed Unicode text.');
    }
    const digest = await this.digest(key, { cost: this.#cost, salt });
    return formatBcryptHash({ scheme, cost: this.#cost, salt, digest });
  }

  async verify(password: string, hash: string): Promise<boolean> {
    const stored = parseBcryptHash(hash);
    const compared = stored ?? this.#decoy;
    const key = bcryptKey(compared.scheme, compared.salt, password);
    const digest = await this.digest(key ?? UNMATCHED_KEY, compared);
    const same = timingSafeEqual(Buffer.from(digest), Buffer.from(compared.digest));
    return same && key !== null && stored !== null;
  }

  recognises(hash: string): boolean {
    return parseBcryptHash(hash) !== null;
  }

  onApplicationShutdown(): void {
    this.threads.close();
  }

  private async digest(key: Buffer, parameters: Pick<BcryptHash, 'cost' | 'salt'>): Promise<string> {
    const place = parameters.cost < MIN_COST_IN_THREADS ? bcrypt : this.threads;
    return (await place.hash(key, bcryptSetting(parameters))).slice(-31);
  }
}

/** The key that the scheme makes of the password, or `null` where this password can't stand behind such a hash. */
function bcryptKey(scheme: BcryptScheme, salt: string, password: string): Buffer | null {
  // Encoding replaces every lone surrogate by U+FFFD: distinct passwords would become one.
  if (!password.isWellFormed()) {
    return null;
  }
  const bytes = Buffer.from(password.normalize('NFC'), 'utf8');
  if (scheme === 'bcrypt') {
    // bcrypt repeats the key with a zero byte after it, so that `a` and `a\0a` are the same to it.
    return bytes.length > MAX_KEY_BYTES || bytes.includes(0) ? null : bytes;
  }
  const wrapping = scheme === 'bcrypt-sha256-v2' ? createHmac('sha256', salt) : createHash('sha256');
  return Buffer.from(wrapping.update(bytes).digest('base64'));
}

/** A random digest: to know its password would be to have inverted bcrypt. */
function decoyOf(cost: number): BcryptHash {
  const salt = bcrypt.genSaltSync(cost).slice(-22);
  const digest = `${randomBytes(15).toString('hex')}.`;
  return { scheme: 'bcrypt', cost, salt, digest };
}
