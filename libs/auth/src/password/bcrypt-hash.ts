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
 * Parses a stored hash. Returns `null` for any other text. `$2a$`, `$2b$` and `$2y$` give the same result: they differ only in bugs of
 * old implementations with keys over 72 bytes or with bytes over 127.
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

/** Formats a hash for storage. A hash that was read as `$2a$` or `$2y$` becomes `$2b$`. */
export function formatBcryptHash({ scheme, cost, salt, digest }: BcryptHash): string {
  if (scheme === 'bcrypt') {
    return `${bcryptSetting({ cost, salt })}${digest}`;
  }
  const parameters = scheme === 'bcrypt-sha256-v2' ? `v=2,t=2b,r=${cost}` : `2b,${cost}`;
  return `$bcrypt-sha256$${parameters}$${salt}$${digest}`;
}

/** The second argument of bcrypt: version, cost and salt. */
export function bcryptSetting({ cost, salt }: Pick<BcryptHash, 'cost' | 'salt'>): string {
  return `$2b$${String(cost).padStart(2, '0')}$${salt}`;
}

function inRange(cost: number): boolean {
  return cost >= MIN_BCRYPT_COST && cost <= MAX_BCRYPT_COST;
}

/**
 * Clears the unused bits of the last character, which stands for fewer than six bits. Some programs left them set; passlib clears them
 * too (`check_repair_unused`).
 */
function repaired(text: string, unusedBits: number): string {
  const last = ALPHABET.indexOf(text.slice(-1));
  return text.slice(0, -1) + ALPHABET.charAt((last >> unusedBits) << unusedBits);
}
