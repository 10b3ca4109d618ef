import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { InvalidSecretError, type NewSecret, type OneTimeSecrets } from '@portcullis/one-time-secrets';
import { TestClock } from '@portcullis/testing';
import { TEST_SECRET } from '../support/secret.js';
import { createSecretsDatabase, type SecretsDatabase } from './secrets-database.js';

const PURPOSE = 'password_reset';
const BOUND_TO = 'alice@example.com';
const LINK: NewSecret = { purpose: PURPOSE, subject: '7', lifetimeSeconds: 3_600 };
const WITH_CODE: NewSecret = { ...LINK, boundTo: BOUND_TO, code: {} };
const OTHER_SECRET = 'another secret for tests, of more than 32 bytes';

describe('a one-time secret', () => {
  let place: SecretsDatabase;
  let secrets: OneTimeSecrets;

  beforeAll(async () => {
    place = await createSecretsDatabase();
    secrets = place.secretsOf();
  });
  afterAll(() => place.drop());
  beforeEach(() => place.dataSource.query('TRUNCATE one_time_secrets'));

  const rows = () =>
    place.dataSource.query<Record<string, unknown>[]>("SELECT * FROM one_time_secrets WHERE purpose <> ''");
  const invalid = (work: Promise<unknown>) => expect(work).rejects.toThrow(InvalidSecretError);
  const byToken = (token: string, purpose = PURPOSE) => ({ purpose, token });
  const byCode = (code: string | null, boundTo = BOUND_TO, purpose = PURPOSE) => ({ purpose, boundTo, code: code! });

  it('is valid once, by its token', async () => {
    const payload = { roles: ['editor'], note: 'a\0b \u{1F511}' };
    const before = Date.now();
    const { id, token, code, expiresAt, codeExpiresAt } = await secrets.issue({ ...LINK, boundTo: BOUND_TO, payload });
    expect(token).toMatch(/^[\w-]{43}$/);
    expect([code, codeExpiresAt]).toEqual([null, null]);
    expect(Math.abs(expiresAt - before - 3_600_000)).toBeLessThan(5_000);
    const secret = { id, purpose: PURPOSE, subject: '7', boundTo: BOUND_TO, payload, expiresAt };
    expect(await secrets.verify(byToken(token))).toEqual(secret);
    expect(await secrets.consume(byToken(token))).toEqual(secret);
    await invalid(secrets.consume(byToken(token)));
    await invalid(secrets.verify(byToken(token)));
    expect(await rows()).toEqual([]);
  });

  it('is valid once, by its code, in any way of typing it', async () => {
    const { token, code } = await secrets.issue(WITH_CODE);
    expect(code).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
    await secrets.verify(byCode(code!.toLowerCase().replace('-', ' ')));
    const verified = await secrets.verify(byCode(code));
    expect(verified).toMatchObject({ subject: '7', boundTo: BOUND_TO, payload: null });
    await secrets.consume(verified);
    await invalid(secrets.consume(verified));
    await invalid(secrets.verify(byCode(code)));
    await invalid(secrets.verify(byToken(token)));
  });

  it('is stored as a hash and a MAC, which are not valid secrets', async () => {
    const { token, code } = await secrets.issue(WITH_CODE);
    const [row] = await rows();
    const kept = Object.values(row!).map((value) =>
      Buffer.isBuffer(value) ? value.toString('latin1') : String(value),
    );
    for (const text of [token, code!, code!.replace('-', '')]) {
      expect(kept.join(' ')).not.toContain(text);
    }
    for (const hash of [row!['token_hash'], row!['code_mac']] as Buffer[]) {
      for (const encoding of ['hex', 'base64url', 'latin1'] as const) {
        await invalid(secrets.consume(byToken(hash.toString(encoding))));
      }
    }
  });

  it('is invalid for another purpose, by its token and by its code', async () => {
    const { token, code } = await secrets.issue(WITH_CODE);
    await invalid(secrets.verify(byToken(token, 'email_verification')));
    await invalid(secrets.consume(byToken(token, 'email_verification')));
    await invalid(secrets.verify(byCode(code, BOUND_TO, 'email_verification')));
    // Guesses for the other purpose don't count for this one.
    await secrets.consume(await secrets.verify(byCode(code)));
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['an empty text', ''],
    ['a number', 7],
    ['an object', { $ne: null }],
    ['a list', ['x']],
    ['U+0000', '\0'],
    ['a megabyte', 'x'.repeat(1_000_000)],
  ])('is not %s', async (_what, text) => {
    await secrets.issue(WITH_CODE);
    await invalid(secrets.verify(byToken(text as string)));
    await invalid(secrets.attempt(byToken(text as string)));
    await invalid(secrets.consume(byToken(text as string)));
    await invalid(secrets.verify(byCode(text as string)));
    await invalid(secrets.verify(byCode('WDJB-MJHT', text as string)));
  });

  it('is not an object with the members of one', async () => {
    const { token } = await secrets.issue(LINK);
    const copy = JSON.parse(JSON.stringify(await secrets.verify(byToken(token)))) as never;
    await invalid(secrets.consume(copy));
    expect(await rows()).toHaveLength(1);
  });

  describe('in a transaction', () => {
    const PERMITTED = new Error('the work that the secret permits has failed');

    it('is used up only by the commit', async () => {
      const { token, code } = await secrets.issue(WITH_CODE);
      const consumeAndFail = async (secret: Parameters<OneTimeSecrets['consume']>[0]) => {
        const work = place.database.transaction(async (transaction) => {
          await secrets.consume(secret, transaction);
          throw PERMITTED;
        });
        await expect(work).rejects.toBe(PERMITTED);
      };
      await consumeAndFail(byToken(token));
      await consumeAndFail(await secrets.verify(byCode(code)));
      await place.database.transaction((transaction) => secrets.consume(byToken(token), transaction));
      await invalid(secrets.consume(byToken(token)));
    });

    it('is issued and revoked only by the commit', async () => {
      const { token } = await secrets.issue(LINK);
      let uncommitted = '';
      const work = place.database.transaction(async (transaction) => {
        expect(await secrets.revoke({ purpose: PURPOSE, subject: '7' }, transaction)).toBe(1);
        uncommitted = (await secrets.issue(LINK, transaction)).token;
        throw PERMITTED;
      });
      await expect(work).rejects.toBe(PERMITTED);
      await invalid(secrets.verify(byToken(uncommitted)));
      await secrets.consume(byToken(token));
    });

    it('refuses a transaction that another library started', async () => {
      const foreign = { afterCommit: () => undefined };
      await expect(secrets.issue(LINK, foreign)).rejects.toThrow('Database.transaction()');
      await expect(secrets.consume(byToken('x'), foreign)).rejects.toThrow('Database.transaction()');
    });
  });

  describe('that expires', () => {
    it('is invalid from then on: first its code, later its token', async () => {
      const clock = new TestClock(new Date('2026-03-01T12:00:00.000Z'));
      const timed = place.secretsOf({ clock });
      const { token, code, expiresAt, codeExpiresAt } = await timed.issue(WITH_CODE);
      expect([codeExpiresAt! - clock.now(), expiresAt - clock.now()]).toEqual([600_000, 3_600_000]);
      clock.set(new Date(codeExpiresAt! - 1));
      const verified = await timed.verify(byCode(code));
      clock.set(new Date(codeExpiresAt!));
      await invalid(timed.verify(byCode(code)));
      // Late guesses are not counted, so the link stays valid.
      for (let guess = 0; guess < 5; guess++) {
        await invalid(timed.verify(byCode('BBBB-BBBB')));
      }
      clock.set(new Date(expiresAt - 1));
      await timed.verify(byToken(token));
      clock.set(new Date(expiresAt));
      await invalid(timed.verify(byToken(token)));
      await invalid(timed.consume(byToken(token)));
      await invalid(timed.consume(verified));
    });

    it('uses the clock of the database, not of this machine', async () => {
      const { token } = await secrets.issue(LINK);
      await place.dataSource.query("UPDATE one_time_secrets SET expires_at = clock_timestamp() + interval '1 hour'");
      await secrets.verify(byToken(token));
      await place.dataSource.query('UPDATE one_time_secrets SET expires_at = clock_timestamp()');
      await invalid(secrets.consume(byToken(token)));
    });

    it('is purged in batches, and the others are not', async () => {
      const { token } = await secrets.issue(WITH_CODE);
      await place.dataSource.query(`
        INSERT INTO one_time_secrets (id, purpose, token_hash, keeps_earlier, created_at, expires_at)
        SELECT id, 'expired', uuid_send(id), true, now(), now() - interval '1 second'
        FROM (SELECT gen_random_uuid() AS id FROM generate_series(1, 1200)) AS ids`);
      const [here, there] = await Promise.all([place.purge(), place.purge()]);
      expect(here + there + (await place.purge())).toBe(1_200);
      await secrets.consume(byToken(token));
    });
  });

  it('keeps its code valid after the secret of the module was rotated', async () => {
    const { code } = await secrets.issue(WITH_CODE);
    await invalid(place.secretsOf({ secret: [OTHER_SECRET] }).verify(byCode(code)));
    const rotated = place.secretsOf({ secret: [OTHER_SECRET, TEST_SECRET] });
    await rotated.consume(await rotated.verify(byCode(code)));
  });
});
