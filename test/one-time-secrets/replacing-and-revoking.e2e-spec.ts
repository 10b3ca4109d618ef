import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { InvalidSecretError, type NewSecret, type OneTimeSecrets } from '@portcullis/one-time-secrets';
import { createSecretsDatabase, type SecretsDatabase } from './secrets-database.js';

const PURPOSE = 'password_reset';
const BOUND_TO = 'alice@example.com';
const LINK: NewSecret = { purpose: PURPOSE, subject: '7', lifetimeSeconds: 3_600 };
const WITH_CODE: NewSecret = { ...LINK, boundTo: BOUND_TO, code: {} };

describe('an unused one-time secret', () => {
  let place: SecretsDatabase;
  let secrets: OneTimeSecrets;

  beforeAll(async () => {
    place = await createSecretsDatabase();
    secrets = place.secretsOf();
  });
  afterAll(() => place.drop());
  beforeEach(() => place.dataSource.query('TRUNCATE one_time_secrets'));

  const rows = () => place.dataSource.query<unknown[]>("SELECT FROM one_time_secrets WHERE purpose <> ''");
  const invalid = (work: Promise<unknown>) => expect(work).rejects.toThrow(InvalidSecretError);
  const byToken = (token: string, purpose = PURPOSE) => ({ purpose, token });
  const byCode = (code: string | null, boundTo = BOUND_TO) => ({ purpose: PURPOSE, boundTo, code: code! });

  describe('when a new one is issued', () => {
    it('is invalid if both have the same purpose and subject, by its token and by its code', async () => {
      const first = await secrets.issue(WITH_CODE);
      const verified = await secrets.verify(byToken(first.token));
      const second = await secrets.issue({ ...WITH_CODE, boundTo: 'alice@example.org' });
      await invalid(secrets.verify(byToken(first.token)));
      await invalid(secrets.verify(byCode(first.code)));
      await invalid(secrets.consume(verified));
      await secrets.consume(await secrets.verify(byCode(second.code, 'alice@example.org')));
    });

    it('does not pass on its count of attempts', async () => {
      const first = await secrets.issue(WITH_CODE);
      for (let attempt = 0; attempt < 3; attempt++) {
        await invalid(secrets.verify(byCode('BBBB-BBBB')));
      }
      await invalid(secrets.verify(byCode(first.code)));
      const second = await secrets.issue(WITH_CODE);
      await secrets.verify(byCode(second.code));
    });

    it('stays valid if the subject or the purpose differs', async () => {
      const issued = [
        await secrets.issue(LINK),
        await secrets.issue({ ...LINK, subject: '8' }),
        await secrets.issue({ ...LINK, subject: null }),
        await secrets.issue({ ...LINK, subject: null }),
      ];
      const other = await secrets.issue({ ...LINK, purpose: 'invitation' });
      for (const { token } of issued) {
        await secrets.consume(byToken(token));
      }
      await secrets.consume(byToken(other.token, 'invitation'));
    });

    it('stays valid if the new one keeps earlier ones', async () => {
      const ticket = { ...LINK, purpose: 'mfa_ticket', keepsEarlier: true };
      const tickets = [await secrets.issue(ticket), await secrets.issue(ticket)];
      for (const { token } of tickets) {
        await secrets.consume(byToken(token, 'mfa_ticket'));
      }
    });
  });

  describe('when a chain is revoked', () => {
    it('is invalid from the oldest one with the binding on, and earlier and other ones stay valid', async () => {
      const tokens: string[] = [];
      for (const boundTo of ['a', 'b', 'c', 'b', 'd']) {
        tokens.push((await secrets.issue({ ...LINK, boundTo, keepsEarlier: true })).token);
      }
      const others = [
        await secrets.issue({ ...LINK, subject: '8', boundTo: 'b' }),
        await secrets.issue({ ...LINK, purpose: 'invitation', boundTo: 'b' }),
      ];
      const chain = { purpose: PURPOSE, subject: '7', boundTo: 'b' };
      const verified = await secrets.verify(byToken(tokens[3]!));
      const revoked = await secrets.revokeSince(chain);
      expect(revoked).toHaveLength(4);
      expect(revoked).toContain(verified.id);
      expect(await secrets.revokeSince(chain)).toEqual([]);
      await secrets.consume(byToken(tokens[0]!));
      for (const token of tokens.slice(1)) {
        await invalid(secrets.verify(byToken(token)));
      }
      await secrets.verify(byToken(others[0]!.token));
      await secrets.verify(byToken(others[1]!.token, 'invitation'));
    });
  });

  describe('when it is revoked', () => {
    const tokensOf = async (...given: Partial<NewSecret>[]) =>
      Promise.all(given.map(async (one) => (await secrets.issue({ ...LINK, ...one })).token));

    it('is invalid, and others stay valid', async () => {
      const [mine, other, bound] = (await tokensOf({}, { subject: '8' }, { subject: '9', boundTo: BOUND_TO })) as [
        string,
        string,
        string,
      ];
      const invitation = await secrets.issue({ ...LINK, purpose: 'invitation' });
      const verified = await secrets.verify(byToken(mine));
      expect(await secrets.revoke({ purpose: [PURPOSE, 'email_change'], subject: '7' })).toBe(1);
      await invalid(secrets.verify(byToken(mine)));
      await invalid(secrets.consume(verified));
      expect(await secrets.revoke({ purpose: PURPOSE, subject: '8', boundTo: BOUND_TO })).toBe(0);
      expect(await secrets.revoke({ purpose: PURPOSE, boundTo: BOUND_TO })).toBe(1);
      await invalid(secrets.verify(byToken(bound)));
      await secrets.consume(byToken(other));
      await secrets.consume(byToken(invitation.token, 'invitation'));
    });

    it.each([
      ['nothing', {}],
      ['an undefined subject', { subject: undefined }],
      ['an empty subject', { subject: '' }],
      ['a subject of null', { subject: null }],
      ['an empty binding', { subject: '7', boundTo: '' }],
    ])('is never selected by %s', async (_what, selection) => {
      await secrets.issue(LINK);
      expect(() => secrets.revoke({ purpose: PURPOSE, ...selection } as never)).toThrow(TypeError);
      expect(await rows()).toHaveLength(1);
    });
  });
});
