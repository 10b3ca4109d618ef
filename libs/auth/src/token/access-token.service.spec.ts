import { describe, expect, it } from '@jest/globals';
import { Clock } from '../clock/clock.js';
import { InvalidTokenError } from '../errors/credential.errors.js';
import type { Authentication } from '../user/authentication.js';
import { AccessTokenService } from './access-token.service.js';
import { secretSigningKey } from './secret.signing-key.js';
import { StaticKeyRing } from './static.key-ring.js';

const ISSUER = {
  issuer: 'https://issuer.example.com',
  audience: 'api',
  secret: 'a secret of at least thirty-two bytes',
};

class SettableClock extends Clock {
  seconds = 1_800_000_000;

  now(): number {
    return this.seconds * 1000 + 999;
  }
}

function serviceWith(
  options: Partial<typeof ISSUER & { accessTokenTtl: number }> = {},
  clock: Clock = new SettableClock(),
) {
  const all = { ...ISSUER, ...options };
  return new AccessTokenService(all, new StaticKeyRing(secretSigningKey(all.secret)), clock);
}

describe('AccessTokenService', () => {
  it('verifies the tokens that it issued, and returns their claims', async () => {
    const service = serviceWith({ accessTokenTtl: 60 });
    const { accessToken, expiresIn } = service.issue({ subject: '7', scope: ['a', 'b'] });
    expect(expiresIn).toBe(60);
    expect(await service.verify(accessToken)).toEqual({
      iss: ISSUER.issuer,
      aud: 'api',
      sub: '7',
      iat: 1_800_000_000,
      exp: 1_800_000_060,
      jti: expect.any(String),
      scope: 'a b',
    });
  });

  it('writes how and when the user was authenticated, if that is known', async () => {
    const service = serviceWith();
    const claimsFor = async (authentication: Authentication) =>
      service.verify(service.issue({ subject: '7', scope: [], authentication }).accessToken);
    const strong = await claimsFor({ methods: ['pwd', 'otp'], at: 1_799_999_999_999 });
    expect(strong).toMatchObject({ amr: ['pwd', 'otp'], auth_time: 1_799_999_999 });
    const unknown = await claimsFor({ methods: [], at: 1_000 });
    expect(unknown.auth_time).toBe(1);
    expect(unknown).not.toHaveProperty('amr');
  });

  it.each(['sub', 'sub_id', 'amr', 'auth_time'])('lets no customizer set %s', (claim) => {
    expect(() => serviceWith().issue({ subject: '7', scope: [], claims: { [claim]: 'x' } })).toThrow(claim);
  });

  it('accepts a token up to its last second, and no longer', async () => {
    const clock = new SettableClock();
    const service = serviceWith({ accessTokenTtl: 60 }, clock);
    const { accessToken } = service.issue({ subject: '7', scope: [] });
    clock.seconds += 59;
    expect((await service.verify(accessToken)).sub).toBe('7');
    clock.seconds += 1;
    await expect(service.verify(accessToken)).rejects.toThrow(InvalidTokenError);
  });

  it('accepts an issuer whose clock is at most half a minute ahead', async () => {
    const clock = new SettableClock();
    const service = serviceWith({}, clock);
    const { accessToken } = service.issue({ subject: '7', scope: [] });
    clock.seconds -= 30;
    expect((await service.verify(accessToken)).sub).toBe('7');
    clock.seconds -= 1;
    await expect(service.verify(accessToken)).rejects.toThrow(InvalidTokenError);
  });

  it.each([
    { issuer: 'https://other.example.com' },
    { audience: 'apis' },
    { secret: 'another secret of thirty-two bytes' },
  ])('does not accept a token of %j', async (other) => {
    const { accessToken } = serviceWith(other).issue({ subject: '7', scope: [] });
    await expect(serviceWith().verify(accessToken)).rejects.toThrow(InvalidTokenError);
  });

  it('accepts tokens of a retired key, and does not sign with it', async () => {
    const old = serviceWith();
    const retired = secretSigningKey(ISSUER.secret);
    const keys = new StaticKeyRing(secretSigningKey('the next secret of thirty-two bytes!!'), [retired]);
    const service = new AccessTokenService(ISSUER, keys, new SettableClock());
    expect((await service.verify(old.issue({ subject: '7', scope: [] }).accessToken)).sub).toBe('7');
    const fresh = service.issue({ subject: '7', scope: [] }).accessToken;
    await expect(old.verify(fresh)).rejects.toThrow(InvalidTokenError);
  });

  it('does not issue a token that it would refuse as too long', () => {
    expect(() => serviceWith().issue({ subject: '7', scope: Array(500).fill('x'.repeat(20)) })).toThrow(/characters/);
  });
});

describe('secretSigningKey', () => {
  it('requires 32 bytes', () => {
    expect(() => secretSigningKey('x'.repeat(31))).toThrow(/31 bytes/);
    expect(secretSigningKey('ü'.repeat(16)).algorithm).toBe('HS256');
  });

  it('has the same id for the same secret, which does not reveal the secret', () => {
    const secret = 'a secret of at least thirty-two bytes';
    expect(secretSigningKey(secret).keyId).toBe(secretSigningKey(secret).keyId);
    expect(secretSigningKey(secret).keyId).not.toBe(secretSigningKey(`${secret}!`).keyId);
  });
});
