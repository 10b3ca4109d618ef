import type { AuthModuleOptions } from '@portcullis/auth';
import { refuseProduction } from './refuse-production.js';
import { withMembers } from './with-members.js';

/** Fixed, so that keys that are stored encrypted stay readable from one test file to the next. */
const TEST_SECRET = 'not a secret: the test kit signs with it';

/**
 * The options with a secret that is publicly known, if they have none: `secret: process.env['AUTH_SECRET'] ?? ''` without the variable.
 * `AuthModule` checks the result, so a secret that is too short is still refused.
 *
 * @throws Error if `NODE_ENV` is `production`
 */
export function withTestSecret(options: AuthModuleOptions): AuthModuleOptions {
  const secrets: readonly unknown[] = [options?.secret].flat();
  if (!secrets.every((secret) => secret === undefined || secret === '')) {
    return options;
  }
  refuseProduction();
  return withMembers(options ?? {}, { secret: TEST_SECRET });
}
