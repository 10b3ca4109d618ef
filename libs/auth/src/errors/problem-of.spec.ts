import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AuthError, type AuthErrorOptions } from './auth.error.js';
import { InsufficientPrivilegeError } from './policy.errors.js';
import { RetryableError } from './retryable.errors.js';
import type { ErrorDocumentation, ErrorKind } from './error-documentation.js';
import { KIND_RESPONSES } from './kind-responses.js';
import { problemOf, tokenErrorOf } from './problem-of.js';

const REALM = 'portcullis';

/** An error class as a library outside auth defines it. */
function errorOf(
  documentation: Partial<ErrorDocumentation>,
  options?: AuthErrorOptions,
  description?: string,
): AuthError {
  class TestError extends AuthError {
    static override readonly documentation: ErrorDocumentation = {
      code: 'card_expired',
      kind: 'forbidden',
      description: 'The card has expired',
      when: 'The card has expired.',
      ...documentation,
    };
  }
  return new TestError(description, options);
}

describe('AuthError', () => {
  it('takes its code, its kind and its description from the documentation of its class', () => {
    const error = errorOf({});
    expect(error).toMatchObject({ code: 'card_expired', kind: 'forbidden', description: 'The card has expired' });
    expect([error.name, error.message]).toEqual(['TestError', 'The card has expired']);
    expect(errorOf({}, {}, 'It expired in May').description).toBe('It expired in May');
  });

  it('hides its members and challenge from logs, which write the own properties of errors', () => {
    const error = errorOf({}, { members: { mfa_ticket: 'secret' }, challenge: { max_age: 300 } });
    expect(JSON.stringify(Object.entries(error))).not.toMatch(/secret|max_age/);
  });

  it('refuses a class without documentation, and names it', () => {
    class UndocumentedError extends AuthError {}
    expect(() => new UndocumentedError()).toThrow(/^UndocumentedError needs a static documentation/);
  });
});

describe('problemOf', () => {
  it.each(Object.entries(KIND_RESPONSES))('maps the kind %s to its status and its challenge', (kind, response) => {
    const problem = problemOf(errorOf({ kind: kind as ErrorKind }), REALM);
    expect(problem.getStatus()).toBe(response.status);
    expect(problem.getResponse()).toMatchObject({ status: response.status, code: 'card_expired' });
    expect(problem.headers['WWW-Authenticate'] !== undefined).toBe('challenge' in response);
  });

  it('adds the members of the error, which never replace the standard ones', () => {
    const members = { mfa_ticket: 'abc', status: 200, code: 'fine', detail: '', type: 'x', title: 'x' };
    const document = problemOf(errorOf({}, { members }), REALM).getResponse();
    expect(document).toEqual({
      type: 'about:blank',
      title: 'Forbidden',
      status: 403,
      detail: 'The card has expired',
      code: 'card_expired',
      mfa_ticket: 'abc',
    });
  });

  it('quotes the strings among the parameters of a challenge, but not the numbers (RFC 9470, section 3)', () => {
    const challenge = { acr_values: 'mfa "strong"', max_age: 300 };
    const error = errorOf({ kind: 'insufficient_authentication' }, { challenge }, 'Sign in again');
    expect(problemOf(error, REALM).headers['WWW-Authenticate']).toBe(
      'Bearer realm="portcullis", error="insufficient_user_authentication", error_description="Sign in again", ' +
        String.raw`acr_values="mfa \"strong\"", max_age=300`,
    );
  });

  it('lists missing scopes in the challenge, but not missing roles', () => {
    const challengeFor = (missing: { scopes: string[]; roles: string[] }) =>
      problemOf(InsufficientPrivilegeError.of(missing), REALM).headers['WWW-Authenticate'];
    expect(challengeFor({ scopes: ['a', 'b'], roles: [] })).toMatch(/error="insufficient_scope".*, scope="a b"$/);
    expect(challengeFor({ scopes: [], roles: ['admin'] })).not.toContain('scope=');
  });

  it('has a challenge for a deactivated user if the status is 401 (RFC 9110, section 15.5.2)', () => {
    const error = errorOf({ kind: 'inactive_user' });
    expect(problemOf(error, REALM, 403).getStatus()).toBe(403);
    expect(problemOf(error, REALM, 401).headers['WWW-Authenticate']).toContain('error="invalid_token"');
  });

  it.each([
    [0.2, '1'],
    [2.5, '3'],
    [Number.NaN, '1'],
    [Number.POSITIVE_INFINITY, '1'],
    [-7, '1'],
  ])('writes Retry-After in whole seconds: %d as %s', (seconds, header) => {
    class BusyError extends RetryableError {
      static override readonly documentation = errorOf({ kind: 'unavailable' }).documentation;
    }
    expect(problemOf(new BusyError(undefined, seconds), REALM).headers['Retry-After']).toBe(header);
  });

  it('escapes the realm, the description and the parameters in a header', () => {
    const text = fc.string({ unit: 'binary' });
    const parameters = fc.dictionary(text, fc.oneof(text, fc.double(), fc.integer()));
    fc.assert(
      fc.property(text, text, parameters, (realm, description, challenge) => {
        const error = errorOf({ kind: 'insufficient_authentication' }, { challenge }, description);
        const header = problemOf(error, realm).headers['WWW-Authenticate'];
        const parameter = String.raw`[\w!#$%&'*+.^\`|~-]+=(?:"(?:[^"\\]|\\["\\])*"|[\w.+-]+)`;
        expect(header).toMatch(new RegExp(`^Bearer ${parameter}(?:, ${parameter})*$`));
        expect(header).toMatch(/^[\x20-\x7E]*$/);
      }),
    );
  });
});

describe('tokenErrorOf', () => {
  const BEARER = { usesBasic: false };

  it('has the error of the kind, and the members of the error', () => {
    const error = errorOf({ kind: 'invalid_grant' }, { members: { hint: 'x', error: 'none', detail: '' } });
    expect(tokenErrorOf(error, REALM, BEARER)).toEqual({
      status: 400,
      headers: {},
      body: {
        error: 'invalid_grant',
        error_description: 'The card has expired',
        detail: 'The card has expired',
        hint: 'x',
      },
    });
  });

  it('uses `oauthError`, and adds the code, if the documentation says so', () => {
    const named = errorOf({ oauthError: 'mfa_required' });
    expect(tokenErrorOf(named, REALM, BEARER)).toMatchObject({ status: 403, body: { error: 'mfa_required' } });
    const coded = errorOf({ kind: 'invalid_grant', oauthCode: true });
    expect(tokenErrorOf(coded, REALM, BEARER).body).toMatchObject({ error: 'invalid_grant', code: 'card_expired' });
  });

  it('names the method of the client in `invalid_client` challenges, and Bearer in every other 401', () => {
    const challengeFor = (kind: ErrorKind, usesBasic: boolean) =>
      tokenErrorOf(errorOf({ kind }), 'a"b', { usesBasic }).headers['WWW-Authenticate'];
    expect(challengeFor('invalid_client', true)).toBe(String.raw`Basic realm="a\"b"`);
    expect(challengeFor('invalid_client', false)).toBe(String.raw`client_secret_post realm="a\"b"`);
    expect(challengeFor('incorrect_credentials', true)).toBe(String.raw`Bearer realm="a\"b"`);
  });
});
