import { describe, expect, it } from '@jest/globals';
import { StaleGrantError } from '../../errors/oauth.errors.js';
import type { AuthenticatedUser } from '../../user/authenticated-user.js';
import { UserRepository } from '../../user/user.repository.js';
import type { GrantResult } from './grant-result.js';
import { type SuspendedSignIn, SuspendedSignIns } from './suspended-sign-in.js';
import type { TokenRequest } from './token-request.js';

const ALICE = { id: 7, username: 'alice', isActive: true };

class Users extends UserRepository {
  constructor(private readonly stored: readonly AuthenticatedUser[]) {
    super();
  }

  findBySubject = async (subject: string) => this.stored.find(({ id }) => String(id) === subject) ?? null;
  findByUsername = async () => null;
}

const clock = { now: () => 9_000 };
const signIns = new SuspendedSignIns(new Users([ALICE]), clock);
const requestOf = (clientId: string | null) =>
  ({ client: clientId === null ? null : { id: clientId } }) as TokenRequest;
const attempt = { name: 'id 7', address: '192.0.2.1', device: null, spentAt: 1 };
const first: GrantResult = {
  user: ALICE,
  authentication: { methods: ['pwd'], at: 1 },
  scopes: ['items:read'],
  attempt,
  password: { username: 'alice', passwordHash: 'a hash' },
};

/** Stored between the steps. */
function suspend(result: GrantResult, clientId: string | null = null): SuspendedSignIn {
  return JSON.parse(JSON.stringify(signIns.suspend(result, requestOf(clientId)))) as SuspendedSignIn;
}

describe('a suspended sign-in', () => {
  it('keeps the attempt and the ceiling of scopes of the first step, and no password', async () => {
    const suspended = suspend(first);
    expect(JSON.stringify(suspended)).not.toContain('hash');
    expect(await signIns.resume(suspended, ['otp', 'mfa'], requestOf(null))).toEqual({
      user: ALICE,
      authentication: { methods: ['pwd', 'otp', 'mfa'], at: 9_000 },
      scopes: ['items:read'],
      attempt,
    });
  });

  it('keeps an empty ceiling, and has none without one', async () => {
    const { user, authentication } = first;
    const withoutScopes = suspend({ user, authentication, scopes: [] });
    expect(await signIns.resume(withoutScopes, [], requestOf(null))).toMatchObject({ scopes: [] });
    expect(await signIns.resume(suspend({ user, authentication }), [], requestOf(null))).not.toHaveProperty('scopes');
  });

  it.each([
    [null, 'shop'],
    ['shop', null],
    ['shop', 'reports'],
  ])('begun by the client %p is not resumed by %p', async (beginner, other) => {
    await expect(signIns.resume(suspend(first, beginner), ['otp'], requestOf(other))).rejects.toThrow(StaleGrantError);
    expect(await signIns.resume(suspend(first, beginner), ['otp'], requestOf(beginner))).toMatchObject({ user: ALICE });
  });

  it('is not resumed for a user who is gone', async () => {
    const resumed = new SuspendedSignIns(new Users([]), clock).resume(suspend(first), ['otp'], requestOf(null));
    await expect(resumed).rejects.toThrow(StaleGrantError);
  });
});
