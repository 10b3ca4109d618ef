import { afterAll, describe, expect, it } from '@jest/globals';
import passport from 'passport';
import { Clock, SystemClock } from '../../clock/clock.js';
import { InactiveUserError, InvalidTokenError } from '../../errors/credential.errors.js';
import { ServiceUnavailableError } from '../../errors/retryable.errors.js';
import { AccessTokenService } from '../../token/access-token.service.js';
import type { AccessTokenChecks } from '../../token/access-token-checks.js';
import { secretSigningKey } from '../../token/secret.signing-key.js';
import { StaticKeyRing } from '../../token/static.key-ring.js';
import type { AuthenticatedUser } from '../../user/authenticated-user.js';
import type { Authentication } from '../../user/authentication.js';
import { AccessTokenScheme } from './access-token.scheme.js';
import { JwtStrategy } from './jwt.strategy.js';
import { SubjectResolver } from './subject.resolver.js';

const clock: Clock = new SystemClock();
const tokens = new AccessTokenService(
  { issuer: 'i', audience: 'a' },
  new StaticKeyRing(secretSigningKey('s'.repeat(32))),
  clock,
);

class Subjects extends SubjectResolver {
  async resolve({ sub }: { readonly sub: string }): Promise<AuthenticatedUser | null> {
    if (sub === 'outage') {
      throw new ServiceUnavailableError();
    }
    return sub === 'unknown' ? null : { id: sub, username: sub, isActive: sub !== 'inactive' };
  }
}

const schemeWith = (check: () => Promise<unknown> | null) =>
  new AccessTokenScheme(tokens, new Subjects(), { check } as Partial<AccessTokenChecks> as AccessTokenChecks);

const scheme = schemeWith(() => null);
const tokenOf = (subject: string) => tokens.issue({ subject, scope: ['a'] }).accessToken;
const shownBy = (subject: string) => `Bearer ${tokenOf(subject)}`;

describe('AccessTokenScheme', () => {
  it.each([
    ['nothing', undefined],
    ['null', null],
    ['an error of another kind', new Error('out of order')],
  ])('refuses every caller if a check has thrown %s', async (_case, reason) => {
    const headers = { authorization: shownBy('alice') };
    await expect(schemeWith(() => Promise.reject(reason)).authenticate({ headers })).rejects.toBe(reason);
  });

  it.each([
    ['alice', InvalidTokenError],
    ['inactive', InactiveUserError],
    ['unknown', InvalidTokenError],
    ['outage', ServiceUnavailableError],
  ])('throws for %s the most telling error if a check refuses', async (sub, expected) => {
    const refusing = schemeWith(() => Promise.reject(new InvalidTokenError('over')));
    await expect(refusing.authenticate({ headers: { authorization: shownBy(sub) } })).rejects.toBeInstanceOf(expected);
  });

  it.each([
    ['a bearer token', { authorization: 'Bearer a' }, [], true],
    ['a malformed one', { authorization: 'bearer' }, [], true],
    ['one in a list', { authorization: 'Basic eA==, Bearer a' }, [], true],
    ['two headers', { authorization: 'Basic eA==' }, ['Authorization', 'Basic eA==', 'authorization', 'x'], true],
    ['another scheme', { authorization: 'Basic eA==' }, ['Authorization', 'Basic eA=='], false],
    ['no header', {}, [], false],
  ])('recognises %s as it should', (_case, headers, rawHeaders, expected) => {
    expect(scheme.recognises({ headers, rawHeaders })).toBe(expected);
  });

  it('reads the authentication from the claims, and returns null without its time', async () => {
    const authenticationOf = async (authentication?: Authentication) => {
      const { accessToken } = tokens.issue({ subject: 'alice', scope: [], ...(authentication && { authentication }) });
      return (await scheme.authenticateToken(accessToken)).authentication;
    };
    const strong = { methods: ['pwd', 'otp'], at: 1_700_000_000_000 };
    expect(await authenticationOf(strong)).toEqual(strong);
    expect(await authenticationOf({ ...strong, methods: [] })).toEqual({ ...strong, methods: [] });
    expect(await authenticationOf()).toBeNull();
  });

  it('is the scheme of the credential, and reads the user again', async () => {
    const principal = await scheme.authenticateToken(tokenOf('alice'));
    expect(principal).toMatchObject({ credential: { scheme: 'access_token' }, claims: { sub: 'alice', scope: 'a' } });
    expect(await scheme.revalidate(principal)).toEqual(principal.user);
  });
});

describe('JwtStrategy', () => {
  const strategy = new JwtStrategy(scheme);
  afterAll(() => strategy.onApplicationShutdown());

  type Outcome = { readonly user: unknown; readonly authInfo: unknown };
  const authenticateByPassport = (request: object) =>
    new Promise<Outcome>((resolve, reject) => {
      const settle = (error: unknown, user?: unknown, authInfo?: unknown) =>
        user ? resolve({ user, authInfo }) : reject(error);
      const authenticate = passport.authenticate(strategy.name, { session: false }, settle);
      (authenticate as (...args: unknown[]) => void)(request, {}, reject);
    });

  it.each([
    ['a valid token', shownBy('alice')],
    ['the token of an inactive user, for another guard to refuse', shownBy('inactive')],
    ['the token of an unknown user', shownBy('unknown')],
    ['a token in an outage', shownBy('outage')],
    ['a forged token', `${shownBy('alice')}x`],
    ['a malformed token', 'Bearer a b'],
    ['no token', undefined],
  ])('decides about %s with Passport as the scheme does', async (_case, authorization) => {
    const request = () => ({ headers: { authorization } });
    const [[direct], [byPassport]] = await Promise.all([
      Promise.allSettled([scheme.authenticate(request()).then((authInfo) => ({ user: authInfo.user, authInfo }))]),
      Promise.allSettled([authenticateByPassport(request())]),
    ]);
    expect(byPassport).toEqual(direct);
  });
});
