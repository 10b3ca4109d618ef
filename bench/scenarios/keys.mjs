// @ts-check
import { against } from '../measure/against.mjs';
import { present } from '../measure/present.mjs';

/**
 * `GET /me` with tokens that are signed by a key pair, against tokens that are signed by a secret.
 *
 * @type {import('./scenario.js').Scenario}
 */
export async function keys(stage) {
  const service = present(await stage.contestant('service'));
  const eddsa = { ...present(await stage.contestant('eddsa')), what: '`GET /me` with `EdDSA`' };
  const es256 = { ...present(await stage.contestant('es256')), what: '`GET /me` with `ES256`' };
  return against(stage, service, [eddsa, es256], 0.9);
}
