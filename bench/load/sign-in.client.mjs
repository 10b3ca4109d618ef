// @ts-check
import { bodyOf } from './body-of.mjs';
import { formRequest } from './request.mjs';

const ACCESS_TOKEN = /"access_token":"[\w.-]{100,}"/;
const RETRY_AFTER = /\r\nretry-after: *[1-9]/i;

/**
 * Signs users in one after the other, each from a different address.
 *
 * @typedef {object} SignIns
 * @property {'sign-ins'} kind
 * @property {readonly string[]} usernames
 * @property {string} password
 * @property {boolean} mayBeRefused with 503 and `Retry-After`
 */

/**
 * @param {SignIns} description
 * @returns {import('./client.js').Client}
 */
export function signInClient({ usernames, password, mayBeRefused }) {
  const requests = usernames.map((username, index) =>
    formRequest('/token', { username, password }, { 'X-Forwarded-For': `10.0.${index >> 8}.${index & 255}` }),
  );
  /** @param {import('./response-reader.mjs').Response} response */
  const complaint = (response) => {
    if (response.status === 200) {
      return ACCESS_TOKEN.test(bodyOf(response)) ? undefined : 'no access token';
    }
    if (response.status === 503 && mayBeRefused) {
      const head = response.bytes.toString('latin1', response.start, response.bodyStart);
      return RETRY_AFTER.test(head) ? undefined : 'refused without Retry-After';
    }
    return `status ${response.status}`;
  };
  let count = 0;
  return { next: () => ({ request: /** @type {string} */ (requests[count++ % requests.length]), complaint }) };
}
