// @ts-check
import { connections } from './connections.mjs';
import { keys } from './keys.mjs';
import { me } from './me.mjs';
import { memory } from './memory.mjs';
import { million } from './million.mjs';
import { policies } from './policies.mjs';
import { refresh } from './refresh.mjs';
import { signIn } from './sign-in.mjs';
import { start } from './start.mjs';
import { storm } from './storm.mjs';

/**
 * By their names in `--only`, in the order in which they run.
 *
 * @type {Record<string, import('./scenario.js').Scenario>}
 */
export const SCENARIOS = {
  me,
  keys,
  million,
  policies,
  refresh,
  'sign-in': signIn,
  storm,
  connections,
  memory,
  start,
};
