import { describe, expect, it } from '@jest/globals';
import { refusalCodeOf } from './refusal-code-of.js';

describe('the code of a refusal', () => {
  it.each([
    ['{"title":"Unauthorized","code":"invalid_token"}', 'invalid_token'],
    ['{"error":"invalid_grant","detail":"no"}', 'invalid_grant'],
  ])('is in %s', (payload, code) => expect(refusalCodeOf(payload)).toBe(code));

  it.each(['', 'null', '[]', '{"code":{}}', '{"code":"Alice\'s"}', `{"code":"${'a'.repeat(41)}"}`, undefined, {}])(
    'is `none` for %p',
    (payload) => expect(refusalCodeOf(payload)).toBe('none'),
  );
});
