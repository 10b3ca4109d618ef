import { demandCheckedSignatures, demandSocketCheck, demandText, type GuardOptions } from '../auth.options.js';
import { trustedUrl } from './trusted-url.js';

/** What a host decides whose tokens another service issues. Times are in seconds. */
export interface ResourceServerOptions extends GuardOptions {
  /** Where the issuer publishes its keys (RFC 7517). @default what its metadata say, found by `issuer` (RFC 8414) */
  readonly jwksUri?: string;
  /** For how long the last good keys are gone by while the issuer can't be reached; after that, 503. @default 86400 */
  readonly keysOutliveIssuer?: number;
  /** A token with an unknown `kid` makes the keys be read anew, at most once in that time. @default 10 */
  readonly refreshCooldown?: number;
  /** Whether keys may come by plain http from another machine, where whoever is on the way can put theirs. @default false */
  readonly allowInsecureHttp?: boolean;
}

export const DEFAULT_KEYS_OUTLIVE_ISSUER = 86_400;
export const DEFAULT_REFRESH_COOLDOWN = 10;

const MODULE = 'ResourceServerModule';
const EXAMPLES = { issuer: "'https://auth.example.com'", audience: "'reports'" } as const;

/** @throws Error that names what is missing or dangerous, and shows the line to write */
export function checkedResourceServerOptions(options: ResourceServerOptions): ResourceServerOptions {
  demandText(MODULE, options, EXAMPLES);
  demandSocketCheck(MODULE, options);
  demandCheckedSignatures(MODULE, options);
  demandSeconds('keysOutliveIssuer', options.keysOutliveIssuer, DEFAULT_KEYS_OUTLIVE_ISSUER);
  demandSeconds('refreshCooldown', options.refreshCooldown, DEFAULT_REFRESH_COOLDOWN);
  const { issuer, jwksUri, allowInsecureHttp = false } = options;
  try {
    trustedUrl(jwksUri ?? issuer, allowInsecureHttp);
  } catch (cause) {
    throw new Error(
      `${MODULE} needs an https URL in ${jwksUri === undefined ? 'issuer, or one in jwksUri' : 'jwksUri'}. ` +
        `Write: ${MODULE}.forRoot({ jwksUri: 'https://auth.example.com/.well-known/jwks.json', … })`,
      { cause },
    );
  }
  return options;
}

function demandSeconds(name: string, value: number = 1, example: number): void {
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new Error(`${MODULE} needs ${name} in whole seconds. Write: ${MODULE}.forRoot({ ${name}: ${example}, … })`);
  }
}
