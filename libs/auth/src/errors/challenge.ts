import type { ChallengeParameters } from './auth.error.js';

/** RFC 9110, section 5.6.2. */
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;

/** A challenge (RFC 9110, section 11.6.1). Values are escaped; parameters whose names are not tokens are left out. */
export function challengeOf(scheme: string, parameters: ChallengeParameters): string {
  const written = Object.entries(parameters).flatMap(([name, value]) =>
    TOKEN.test(name) ? [`${name}=${typeof value === 'number' ? value : `"${quotable(value)}"`}`] : [],
  );
  return `${scheme} ${written.join(', ')}`;
}

/** Escapes as in RFC 9110, section 5.6.4, and replaces each character that a header can't contain by `?`. */
function quotable(text: string): string {
  return text.replace(/[^\x20-\x7E]/g, '?').replace(/["\\]/g, '\\$&');
}
