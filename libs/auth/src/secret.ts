import type { OptionRule } from './options/option-rule.js';

/** RFC 7518, section 3.2: a key for HS256 has at least the size of the hash output. */
export const MIN_SECRET_BYTES = 32;

/**
 * One secret, or a list with the current one first. The current secret signs, encrypts and derives. The others only verify and decrypt:
 * they are previous secrets, or the next secret while not all instances know it.
 */
export type Secret = string | readonly [current: string, ...others: string[]];

/** The results of `derive` for each secret, the current one first. */
export function keysOfSecret<T>(
  secret: Secret,
  derive: (secret: string) => T,
): readonly [current: T, ...others: readonly T[]] {
  const [current, ...others] = typeof secret === 'string' ? [secret] : secret;
  return [derive(current), ...others.map((other) => derive(other))];
}

/** The rule of an option that takes a {@link Secret}. Messages repeat no secret. */
export const secretRule: OptionRule<Secret> = {
  allowed:
    `a string of at least ${MIN_SECRET_BYTES} bytes, ` +
    'or an array of different strings of that size with the current secret first',
  example: 'process.env.AUTH_SECRET',
  isConfidential: true,
  accepts: (value) => {
    const secrets: readonly unknown[] = Array.isArray(value) ? value : [value];
    const isLongEnough = (one: unknown) => typeof one === 'string' && Buffer.byteLength(one) >= MIN_SECRET_BYTES;
    return secrets.length > 0 && secrets.every(isLongEnough) && new Set(secrets).size === secrets.length;
  },
};
