// @ts-check
import { join } from 'node:path';
import { getRequest } from '../load/request.mjs';
import { against } from '../measure/against.mjs';
import { startNodeApp } from '../servers/node-app.mjs';
import { SECRET } from '../servers/service.mjs';
import { DIST } from '../setup/paths.mjs';

/**
 * A route with a policy of five terms, against one that requires only an active user. The users are in memory.
 *
 * @type {import('./scenario.js').Scenario}
 */
export async function policies(stage) {
  const child = await startNodeApp({
    script: join(DIST, 'bench', 'apps', 'policies.js'),
    readyPath: '/tokens',
    folder: stage.folder,
    name: 'policies',
    env: { AUTH_JWT_SECRET: SECRET },
  });
  const tokens = /** @type {any[]} */ (await (await fetch(`${child.url}/tokens`)).json());
  /**
   * @param {string} name
   * @param {string} title
   */
  const route = async (name, title) => {
    const targets = tokens.map(({ id, accessToken }) => ({
      request: getRequest(`/${name}`, { Authorization: `Bearer ${accessToken}` }),
      path: ['id'],
      value: id,
    }));
    await stage.load.prepare(name, child.address, { kind: 'known-answers', targets });
    return { name, title, child, what: '`@Authorize(allOf(…))` with five terms' };
  };
  const authenticated = await route('authenticated', '`@Authenticated()`, users in memory');
  const fiveTerms = await route('five-terms', '`@Authorize(allOf(…))`, five terms, users in memory');
  const findings = await against(stage, authenticated, [fiveTerms], 0.95);
  await child.stop();
  return findings;
}
