// @ts-check
import { createHmac } from 'node:crypto';

/**
 * Signs a token for a peer that uses a secret.
 *
 * @param {object} claims
 * @param {string} secret
 */
export function hs256(claims, secret) {
  const now = Math.floor(Date.now() / 1000);
  const content = [
    { alg: 'HS256', typ: 'JWT' },
    { ...claims, iat: now, exp: now + 6 * 3600 },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${content}.${createHmac('sha256', secret).update(content).digest('base64url')}`;
}
