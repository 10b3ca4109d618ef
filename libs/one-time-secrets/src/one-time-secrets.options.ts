import { checkedOptions, type OptionRules, type Secret, secretRule, wholeNumber } from '@portcullis/auth/spi';

export interface OneTimeSecretsModuleOptions {
  /**
   * Keys the MACs of codes at rest, by a key derived from it. At least 32 bytes, or the start stops. In a list the first secret is for
   * new codes, and codes that were issued by the others are still valid.
   * @default `AuthModule`'s
   */
  readonly secret?: Secret;
  /** How often expired secrets are deleted, in seconds; 0 for never. @default 3600 */
  readonly purgeInterval?: number;
}

export type CheckedOneTimeSecretsOptions = Readonly<Required<OneTimeSecretsModuleOptions>>;

/** The options, checked and with their defaults. */
export const ONE_TIME_SECRETS_OPTIONS = Symbol('OneTimeSecretsModuleOptions');

/** A week. A timer can't be set to more than 24 days. */
const MAX_PURGE_INTERVAL_SECONDS = 7 * 86_400;

const RULES = {
  secret: secretRule,
  purgeInterval: wholeNumber({ min: 0, max: MAX_PURGE_INTERVAL_SECONDS, default: 3_600 }),
} satisfies OptionRules<OneTimeSecretsModuleOptions>;

/** @throws Error with a sentence for each option that can't be used */
export function checkedOneTimeSecretsOptions(options: OneTimeSecretsModuleOptions): CheckedOneTimeSecretsOptions {
  return checkedOptions('OneTimeSecretsModule', options, RULES);
}
