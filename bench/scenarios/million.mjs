// @ts-check
import { against } from '../measure/against.mjs';
import { present } from '../measure/present.mjs';

/**
 * `GET /me` with a hundred times as many users.
 *
 * @type {import('./scenario.js').Scenario}
 */
export async function million(stage) {
  const service = present(await stage.contestant('service'));
  const other = { ...present(await stage.contestant('million')), what: '`GET /me` with 1,000,000 users' };
  return against(stage, service, [other], 0.9);
}
