// @ts-check
import { startService } from '../servers/service.mjs';
import { signIn } from './users.mjs';

/**
 * Signs users in before a measurement, with a separate service at the lowest cost of a hash. At the cost of production a thousand
 * sign-ins take minutes, because each does the work of the configured cost.
 *
 * @param {Omit<Parameters<typeof startService>[0], 'name'>} options of the service that the tokens are for
 * @param {readonly import('./users.mjs').User[]} users
 * @returns {Promise<import('./users.mjs').SignedIn[]>}
 */
export async function signedIn({ databaseUrl, folder, env }, users) {
  const cheap = { ...env, NODE_ENV: 'test', AUTH_BCRYPT_COST: '4' };
  const service = await startService({ databaseUrl, folder, env: cheap, name: 'signing-in' });
  try {
    return await signIn(service.url, users);
  } finally {
    await service.stop();
  }
}
