import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { Logger } from '@nestjs/common';
import bcrypt from 'bcrypt';
import { optional, type OptionRules, wholeNumber } from '../options/option-rule.js';
import { checkedOptions } from '../options/options-check.js';
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

export interface BcryptPasswordHasherOptions {
  /**
   * The base-2 logarithm of the rounds, 4 to 30. One more is twice the work.
   *
   * @default 12
   */
  cost?: number;
  /**
   * The highest cost of a stored hash that is verified, from `cost` to 30. A hash above it is not recognised, and its verification does the
   * work of an unknown user: one row can't keep a processor busy for days.
   *
   * @default four more than `cost`, from 12 to 16, and never less than `cost`
   */
  maxVerifiedCost?: number;
}

export const BCRYPT_RULES = {
  cost: wholeNumber({ min: MIN_BCRYPT_COST, max: MAX_BCRYPT_COST, default: 12 }),
  maxVerifiedCost: optional(wholeNumber({ max: MAX_BCRYPT_COST, notBelow: 'cost', example: 16 })),
} satisfies OptionRules<BcryptPasswordHasherOptions>;

/** At most this much more than the configured cost is verified by default. Each step doubles the work. */
const DEFAULT_COST_MARGIN = 4;

/** Some four seconds on the processors of today. */
const MAX_DEFAULT_VERIFIED_COST = 16;

/** The default cost of other systems. Matters only if the configured cost is as low as in tests. */
const MIN_DEFAULT_VERIFIED_COST = 12;

/** bcrypt reads 72 bytes of its key and silently ignores the rest. */
const MAX_KEY_BYTES = 72;

/** Hashed instead of a password that can't match, so that its refusal takes as long. */
const UNMATCHED_KEY = Buffer.from('unmatched');

/**
 * Hashes with bcrypt, in passlib's formats. Never truncates: a password of up to 72 bytes without U+0000 becomes `$2b$`, any other
 * passlib's `bcrypt_sha256` v2, whose key is an HMAC-SHA256 of the whole password. Reads `$2a$`, `$2b$`, `$2y$`
 * and both versions of `bcrypt_sha256`. Passwords are compared in Unicode NFC, and otherwise as they are. Computes in
 * libuv's threads.
 *
 * Every verification takes the time of the configured cost, also for a cheaper stored hash. After this process has verified a more
 * expensive hash (up to `maxVerifiedCost`), every verification takes the time of the most expensive one.
 */
export class BcryptPasswordHasher extends PasswordHasher {
  readonly decoyHash: string;
  readonly #logger = new Logger(BcryptPasswordHasher.name);
  readonly #decoy: BcryptHash;
  readonly #cost: number;
  readonly #maxVerifiedCost: number;
  /** The cost whose work every verification does in total. */
  #workCost: number;

  /** @throws Error with a sentence for each option that can't be used */
  constructor(options?: BcryptPasswordHasherOptions) {
    super();
    const checked = checkedOptions('BcryptPasswordHasher', options, BCRYPT_RULES, 'new BcryptPasswordHasher(');
    const { cost, maxVerifiedCost = defaultMaxVerifiedCost(cost) } = checked;
    this.#cost = cost;
    this.#maxVerifiedCost = maxVerifiedCost;
    this.#workCost = cost;
    this.#decoy = decoyOf(cost);
    this.decoyHash = formatBcryptHash(this.#decoy);
  }

  async hash(password: string): Promise<string> {
    const salt = (await bcrypt.genSalt(this.#cost)).slice(-22);
    const plain = bcryptKey('bcrypt', salt, password);
    const scheme = plain ? 'bcrypt' : 'bcrypt-sha256-v2';
    const key = plain ?? bcryptKey(scheme, salt, password);
    if (!key) {
      throw new TypeError('A password must be well-formed Unicode text.');
    }
    const digest = await digestOf(key, { cost: this.#cost, salt });
    return formatBcryptHash({ scheme, cost: this.#cost, salt, digest });
  }

  async verify(password: string, hash: string): Promise<boolean> {
    const stored = this.#read(hash);
    const compared = stored ?? this.#decoy;
    this.#raiseWorkTo(compared.cost);
    const workCost = this.#workCost;
    const key = bcryptKey(compared.scheme, compared.salt, password);
    const digest = await digestOf(key ?? UNMATCHED_KEY, compared);
    // 2^s + (2^s + 2^(s+1) + … + 2^(w-1)) = 2^w rounds for every stored cost s, in equally many turns of libuv's threads: a turn takes
    // up to 0.2 ms, which distinguished a hash of cost 4 from one of cost 10 in 65% of comparisons.
    for (let cost = compared.cost; cost < workCost; cost += 1) {
      await digestOf(UNMATCHED_KEY, { cost, salt: compared.salt });
    }
    for (let cost = MIN_BCRYPT_COST; cost < compared.cost; cost += 1) {
      await emptyTurn(1);
    }
    const same = timingSafeEqual(Buffer.from(digest), Buffer.from(compared.digest));
    return same && key !== null && stored !== null;
  }

  recognises(hash: string): boolean {
    return this.#read(hash) !== null;
  }

  override needsRehash(hash: string): boolean {
    const stored = this.#read(hash);
    return stored !== null && stored.cost < this.#cost;
  }

  #read(hash: string): BcryptHash | null {
    const stored = parseBcryptHash(hash);
    return stored !== null && stored.cost <= this.#maxVerifiedCost ? stored : null;
  }

  #raiseWorkTo(cost: number): void {
    if (cost > this.#workCost) {
      this.#workCost = cost;
      this.#logger.warn(
        `A stored password hash has the bcrypt cost ${cost}, and the configured cost is ${this.#cost}. Until the next start every ` +
          `sign-in does the work of cost ${cost}, so that response times don't tell such accounts from unknown ones. ` +
          `Set the option password.cost of AuthModule to ${cost}, or give these users new passwords.`,
      );
    }
  }
}

/** Goes to a thread and back without a hash. */
const emptyTurn = promisify(randomBytes);

async function digestOf(key: Buffer, parameters: Pick<BcryptHash, 'cost' | 'salt'>): Promise<string> {
  return (await bcrypt.hash(key, bcryptSetting(parameters))).slice(-31);
}

function defaultMaxVerifiedCost(cost: number): number {
  return Math.max(cost, MIN_DEFAULT_VERIFIED_COST, Math.min(cost + DEFAULT_COST_MARGIN, MAX_DEFAULT_VERIFIED_COST));
}

/** The key that the scheme derives from the password, or `null` if no hash of this scheme can be made from it. */
function bcryptKey(scheme: BcryptScheme, salt: string, password: string): Buffer | null {
  // UTF-8 encodes every lone surrogate as U+FFFD, so distinct passwords would get the same key.
  if (!password.isWellFormed()) {
    return null;
  }
  const bytes = Buffer.from(password.normalize('NFC'), 'utf8');
  if (scheme === 'bcrypt') {
    // bcrypt repeats the key with a zero byte after it, so `a` and `a\0a` would match.
    return bytes.length > MAX_KEY_BYTES || bytes.includes(0) ? null : bytes;
  }
  const wrapping = scheme === 'bcrypt-sha256-v2' ? createHmac('sha256', salt) : createHash('sha256');
  return Buffer.from(wrapping.update(bytes).digest('base64'));
}

/** A hash with a random digest, whose password is unknown. */
function decoyOf(cost: number): BcryptHash {
  const salt = bcrypt.genSaltSync(cost).slice(-22);
  const digest = `${randomBytes(15).toString('hex')}.`;
  return { scheme: 'bcrypt', cost, salt, digest };
}
