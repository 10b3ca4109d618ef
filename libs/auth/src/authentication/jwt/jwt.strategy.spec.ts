import { afterAll, describe, expect, it } from '@jest/globals';
import { Clock, SystemClock } from '../../clock/clock.js';
import { InactiveUserError, InvalidTokenError, ServiceUnavailableError } from '../../errors/auth.error.js';
import { AccessTokenService } from '../../token/access-token.service.js';
import type { AccessTokenExtensions } from '../../token/extensions.js';
import { secretSigningKey } from '../../token/secret.signing-key.js';
import { StaticKeyRing } from '../../token/static.key-ring.js';
import type { AuthenticatedUser } from '../../user/authenticated-user.js';
import { authenticateBy } from '../passport-strategy.js';
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
    return sub === 'nobody' ? null : { id: sub, username: sub, isActive: sub !== 'inactive' };
  }
}

const strategyWith = (check: () => Promise<unknown> | null) =>
  new JwtStrategy(tokens, new Subjects(), { check } as Partial<AccessTokenExtensions> as AccessTokenExtensions);

const strategy = strategyWith(() => null);
const shownBy = (sub: string) => `Bearer ${tokens.issue({ subject: sub, scope: ['a'] }).accessToken}`;

describe('JwtStrategy', () => {
  afterAll(() => strategy.onApplicationShutdown());

  it.each([
    ['a good token', shownBy('alice')],
    ['that of somebody inactive, for another guard to refuse', shownBy('inactive')],
    ['that of nobody', shownBy('nobody')],
    ['one in an outage', shownBy('outage')],
    ['a forged one', `${shownBy('alice')}x`],
    ['a malformed one', 'Bearer a b'],
    ['none', undefined],
  ])('says the same of %s to a guard and to whoever asks by Passport', async (_case, authorization) => {
    const request = () => ({ headers: { authorization } });
    const [[direct], [byPassport]] = await Promise.all([
      Promise.allSettled([strategy.identify(request())]),
      Promise.allSettled([authenticateBy(strategy, request())]),
    ]);
    expect(byPassport).toEqual(direct);
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['what is none of ours', new Error('out of order')],
  ])('lets nobody pass where a check has thrown %s', async (_case, reason) => {
    const headers = { authorization: shownBy('alice') };
    await expect(strategyWith(() => Promise.reject(reason)).identify({ headers })).rejects.toBe(reason);
  });

  it.each([
    ['alice', InvalidTokenError],
    ['inactive', InactiveUserError],
    ['nobody', InvalidTokenError],
    ['outage', ServiceUnavailableError],
  ])('where a check says no, tells %s the reason that counts', async (sub, expected) => {
    const refusing = strategyWith(() => Promise.reject(new InvalidTokenError('over')));
    await expect(refusing.identify({ headers: { authorization: shownBy(sub) } })).rejects.toBeInstanceOf(expected);
  });
});
