import { expect } from '@jest/globals';
import { expectInTime } from '../../support/in-time.js';
import { type TimedAnswer, rawRequest } from './raw-request.js';

/** The time in which a token must be refused. */
const LIMIT_MILLISECONDS = 50;

const CHALLENGE = 'Bearer realm="portcullis", error="invalid_token", error_description="The access token is not valid"';

/** The same response for every bad token, so that it does not tell the fault. */
const INVALID_TOKEN = JSON.stringify({
  type: 'about:blank',
  title: 'Unauthorized',
  status: 401,
  detail: 'Could not validate credentials',
  code: 'invalid_token',
});

export function askMe(url: string, token: string): Promise<TimedAnswer> {
  return rawRequest(url, ['GET /me HTTP/1.1', `Authorization: Bearer ${token}`]);
}

/**
 * Expects every request with the token to be refused, and at least one of them in time.
 *
 * @returns the number of requests
 */
export function expectRefused(url: string, token: string, status: number): Promise<number> {
  return expectInTime(LIMIT_MILLISECONDS, async () => {
    const answer = await askMe(url, token);
    expectRefusal(answer, status);
    return answer.milliseconds;
  });
}

function expectRefusal(answer: TimedAnswer, status: number): void {
  expect(answer.status).toBe(status);
  if (status === 401) {
    expect(answer.text).toBe(INVALID_TOKEN);
    expect(answer.headers.get('www-authenticate')).toBe(CHALLENGE);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  }
  // Node's parser refuses some requests itself, without a body.
  if (status === 400 && answer.text !== '' && answer.headers.has('www-authenticate')) {
    expect(answer.body).toMatchObject({ code: 'malformed_authorization' });
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer realm="portcullis", error="invalid_request"/);
  }
}
