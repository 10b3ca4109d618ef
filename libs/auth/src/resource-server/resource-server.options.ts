import type { GuardOptions } from '../auth.module.options.js';
import { COMMON_RULES } from '../auth.options.js';
import { nonEmptyText, optional, type OptionRules, wholeNumber } from '../options/option-rule.js';
import { checkedOptions } from '../options/options-check.js';
import { trustedUrl } from './trusted-url.js';

/** The options of an application that accepts the tokens of another issuer. Times are in seconds. */
export interface ResourceServerOptions extends GuardOptions {
  /**
   * The URL of the issuer's keys (RFC 7517). Required if its origin is not the one of `issuer`.
   * @default `jwks_uri` of the issuer's metadata (RFC 8414), at the issuer's own origin
   */
  readonly jwksUri?: string;
  /** For how long the last keys stay valid while the issuer is unreachable; after that, 503. @default 86400 */
  readonly keysOutliveIssuer?: number;
  /** Tokens with an unknown `kid` cause the keys to be read again at most once in this time. @default 10 */
  readonly refreshCooldown?: number;
  /** Allows keys over plain http from another machine. An attacker on the network could replace them. @default false */
  readonly allowInsecureHttp?: boolean;
}

export const DEFAULT_KEYS_OUTLIVE_ISSUER = 86_400;
export const DEFAULT_REFRESH_COOLDOWN = 10;

const RULES = {
  ...COMMON_RULES,
  issuer: nonEmptyText({ example: 'https://auth.example.com' }),
  audience: nonEmptyText({ example: 'reports' }),
  keysOutliveIssuer: optional(wholeNumber({ example: DEFAULT_KEYS_OUTLIVE_ISSUER })),
  refreshCooldown: optional(wholeNumber({ example: DEFAULT_REFRESH_COOLDOWN })),
  jwksUri: {
    allowed: 'an https URL without credentials, unless issuer is one',
    example: "'https://auth.example.com/.well-known/jwks.json'",
    isConfidential: true,
    accepts: (jwksUri, { issuer, allowInsecureHttp = false }) => isTrustedUrl(jwksUri ?? issuer, allowInsecureHttp),
  },
} satisfies OptionRules<ResourceServerOptions>;

/** @throws Error with one sentence for each invalid option */
export function checkedResourceServerOptions(options: ResourceServerOptions): ResourceServerOptions {
  checkedOptions('ResourceServerModule', options, RULES);
  return options;
}

function isTrustedUrl(text: unknown, allowInsecureHttp: boolean): boolean {
  try {
    return trustedUrl(String(text), allowInsecureHttp) !== null;
  } catch {
    return false;
  }
}
