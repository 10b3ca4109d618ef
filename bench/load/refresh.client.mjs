// @ts-check
import { bodyOf } from './body-of.mjs';
import { formRequest } from './request.mjs';

/**
 * Refreshes sessions in turn, each with the token of its last refresh, and never twice at once.
 *
 * @typedef {object} Refreshes
 * @property {'refreshes'} kind
 * @property {readonly string[]} tokens more than there will be connections
 */

/**
 * @param {Refreshes} description
 * @returns {import('./client.js').Client}
 */
export function refreshClient({ tokens }) {
  const free = [...tokens];
  let first = 0;
  return {
    next: () => {
      if (first === free.length) {
        throw new Error('No session is left: all are being refreshed, or failed');
      }
      const token = /** @type {string} */ (free[first++]);
      if (first === 10_000) {
        free.splice(0, first);
        first = 0;
      }
      return {
        request: formRequest('/token', { grant_type: 'refresh_token', refresh_token: token }),
        complaint: (response) => {
          if (response.status !== 200) {
            return `status ${response.status}: ${bodyOf(response).slice(0, 200)}`;
          }
          const { access_token: access, refresh_token: successor } = JSON.parse(bodyOf(response));
          if (typeof access !== 'string' || typeof successor !== 'string' || successor === token) {
            return 'no new tokens';
          }
          free.push(successor);
          return undefined;
        },
      };
    },
  };
}
