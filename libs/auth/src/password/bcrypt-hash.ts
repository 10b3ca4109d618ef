/** The lowest cost that bcrypt defines. */
export const MIN_BCRYPT_COST = 4;

/** The format could say 31, which the npm package `bcrypt` refuses: 1 << 31 is negative in its check of the salt. */
export const MAX_BCRYPT_COST = 30;

/** How the password becomes bcrypt's key: as it is, or by one of passlib's two `bcrypt_sha256` wrappings. */
export type BcryptScheme = 'bcrypt' | 'bcrypt-sha256-v1' | 'bcrypt-sha256-v2';

export interface BcryptHash {
  readonly scheme: BcryptScheme;
  readonly cost: number;
  /** 16 bytes in bcrypt's own base64, 22 characters. */
  readonly salt: string;
  /** 23 bytes in bcrypt's own base64, 31 characters. */
  readonly digest: string;
}

const ALPHABET = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

const TAIL = String.raw`\$(?<salt>[./A-Za-z0-9]{22})`;
const DIGEST = '(?<digest>[./A-Za-z0-9]{31})$';
const FORMATS: readonly (readonly [BcryptScheme, RegExp])[] = [
  ['bcrypt', new RegExp(String.raw`^\$2[aby]\$(?<cost>\d{2})${TAIL}${DIGEST}`)],
  ['bcrypt-sha256-v2', new RegExp(String.raw`^\$bcrypt-sha256\$v=2,t=2b,r=(?<cost>[1-9]\d?)${TAIL}\$${DIGEST}`)],
  ['bcrypt-sha256-v1', new RegExp(String.raw`^\$bcrypt-sha256\$2[ab],(?<cost>[1-9]\d?)${TAIL}\$${DIGEST}`)],
];

/**
 * Reads a stored hash, or answers `null` for what is none. `$2a$`, `$2b$` and `$2y$` come back alike: they differ in
 * how implementations once treated keys that are over 72 bytes or hold bytes over 127, never in what is right.
 */
export function parseBcryptHash(hash: string): BcryptHash | null {
  for (const [scheme, format] of FORMATS) {
    const { cost, salt, digest } = format.exec(hash)?.groups ?? {};
    if (cost && salt && digest) {
      return inRange(Number(cost))
        ? { scheme, cost: Number(cost), salt: repaired(salt, 4), digest: repaired(digest, 2) }
        : null;
    }
  }
  return null;
}

/** Writes a hash in its stored form; what was read from `$2a$` or `$2y$` is written as `$2b$`. */
export function formatBcryptHash({ scheme, cost, salt, digest }: BcryptHash): string {
  if (scheme === 'bcrypt') {
    return `${bcryptSetting({ cost, salt })}${digest}`;
  }
  const parameters = scheme === 'bcrypt-sha256-v2' ? `v=2,t=2b,r=${cost}` : `2b,${cost}`;
  return `$bcrypt-sha256$${parameters}$${salt}$${digest}`;
}

/** What bcrypt itself takes beside the key. */
export function bcryptSetting({ cost, salt }: Pick<BcryptHash, 'cost' | 'salt'>): string {
  return `$2b$${String(cost).padStart(2, '0')}$${salt}`;
}

function inRange(cost: number): boolean {
  return cost >= MIN_BCRYPT_COST && cost <= MAX_BCRYPT_COST;
}

/**
 * The last character stands for fewer than six bits. Some writers left the unused ones set; passlib clears them before
 * it hashes or compares (`check_repair_unused`), and so do we.
 */
function repaired(text: string, unusedBits: number): string {
  const last = ALPHABET.indexOf(text.slice(-1));
  return text.slice(0, -1) + ALPHABET.charAt((last >> unusedBits) << unusedBits);
}
