import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { InvalidSecretError, type NewSecret, type OneTimeSecrets } from '@portcullis/one-time-secrets';
import { createSecretsDatabase, type SecretsDatabase } from './secrets-database.js';

const PURPOSE = 'password_reset';
const BOUND_TO = 'alice@example.com';
const WITH_CODE: NewSecret = { purpose: PURPOSE, subject: '7', boundTo: BOUND_TO, lifetimeSeconds: 3_600, code: {} };
const WRONG = 'BBBB-BBBB';

describe('guessing', () => {
  let place: SecretsDatabase;
  let secrets: OneTimeSecrets;

  beforeAll(async () => {
    place = await createSecretsDatabase();
    secrets = place.secretsOf();
  });
  afterAll(() => place.drop());
  beforeEach(() => place.dataSource.query('TRUNCATE one_time_secrets'));

  const invalid = (work: Promise<unknown>) => expect(work).rejects.toThrow(InvalidSecretError);
  const guess = (code: string, boundTo = BOUND_TO) => secrets.verify({ purpose: PURPOSE, boundTo, code });
  const byToken = (token: string) => ({ purpose: PURPOSE, token });

  describe('a code', () => {
    it('is limited to three wrong codes; then the right code and the link are invalid too', async () => {
      const { token, code } = await secrets.issue(WITH_CODE);
      await invalid(guess(WRONG));
      await invalid(guess(WRONG));
      await guess(code!);
      await secrets.verify(byToken(token));
      await invalid(guess(WRONG));
      await invalid(guess(code!));
      await invalid(secrets.verify(byToken(token)));
      await invalid(secrets.consume(byToken(token)));
    });

    it('is limited to the attempts that the secret was issued with', async () => {
      const { code } = await secrets.issue({ ...WITH_CODE, attempts: 1 });
      await invalid(guess(WRONG));
      await invalid(guess(code!));
    });

    it.each(['', 'AAAA-AAAA', 'short', 'much longer than any code', 'WDJB\0MJHT', '\uD800'])(
      'is counted for a malformed code too (%p)',
      async (text) => {
        const { code } = await secrets.issue({ ...WITH_CODE, attempts: 1 });
        await invalid(guess(text));
        await invalid(guess(code!));
      },
    );

    it('costs no attempt for the right code, so a user can try again after a refused password', async () => {
      const { code } = await secrets.issue(WITH_CODE);
      for (let attempt = 0; attempt < 10; attempt++) {
        await guess(code!);
      }
      await secrets.consume(await guess(code!));
    });

    it('stays counted when the surrounding transaction is rolled back', async () => {
      const { code } = await secrets.issue(WITH_CODE);
      for (let attempt = 0; attempt < 3; attempt++) {
        await invalid(place.database.transaction(() => guess(WRONG)));
      }
      await invalid(guess(code!));
    });

    it('does not affect codes of other addresses, purposes or users', async () => {
      const mine = await secrets.issue(WITH_CODE);
      const other = await secrets.issue({ ...WITH_CODE, subject: '8', boundTo: 'bob@example.com' });
      const otherPurpose = await secrets.issue({ ...WITH_CODE, purpose: 'email_verification' });
      await invalid(guess(mine.code!, 'bob@example.com'));
      await invalid(guess(other.code!));
      for (let attempt = 0; attempt < 3; attempt++) {
        await invalid(guess(WRONG));
      }
      await invalid(guess(mine.code!));
      await guess(other.code!, 'bob@example.com');
      await secrets.verify({ purpose: 'email_verification', boundTo: BOUND_TO, code: otherPurpose.code! });
    });

    it('finds each of several codes that are bound to the same address', async () => {
      const [one, other] = [await secrets.issue(WITH_CODE), await secrets.issue({ ...WITH_CODE, subject: '8' })];
      expect((await guess(one.code!)).subject).toBe('7');
      expect((await guess(other.code!)).subject).toBe('8');
    });

    it('writes one row whether the guess is right or wrong, and the code present, used up or absent', async () => {
      const { code } = await secrets.issue({ ...WITH_CODE, attempts: 1 });
      // The first guess for an address inserts the row that later guesses update.
      await invalid(guess(WRONG, 'unknown@example.com'));
      await guess(code!);
      expect(await written(() => guess(code!))).toEqual(['password_reset']);
      expect(await written(() => invalid(guess(WRONG, 'unknown@example.com')))).toEqual(['']);
      expect(await written(() => invalid(guess(WRONG)))).toEqual(['password_reset']);
      await invalid(guess(WRONG));
      expect(await written(() => invalid(guess(WRONG)))).toEqual(['']);
      expect(await written(() => invalid(guess(code!)))).toEqual(['']);
    });

    it('leaves at most 256 rows for addresses without a code, and no valid secret', async () => {
      const addresses = Array.from({ length: 1_000 }, (_, index) => `${index}@example.com`);
      for (let start = 0; start < addresses.length; start += 20) {
        await Promise.all(addresses.slice(start, start + 20).map((address) => invalid(guess(WRONG, address))));
      }
      const [row] = await place.dataSource.query<{ count: number }[]>('SELECT count(*)::int FROM one_time_secrets');
      const { count } = row!;
      expect(count).toBeLessThanOrEqual(256);
      expect(await place.purge()).toBe(count);
    });
  });

  describe('with a ticket', () => {
    const TICKET: NewSecret = { purpose: PURPOSE, subject: '7', lifetimeSeconds: 300, attempts: 5, keepsEarlier: true };

    it('is counted before the attempt is checked, and the last attempt may still succeed', async () => {
      const { token } = await secrets.issue(TICKET);
      for (let attempt = 0; attempt < 4; attempt++) {
        await secrets.attempt(byToken(token));
      }
      const last = await secrets.attempt(byToken(token));
      await invalid(secrets.attempt(byToken(token)));
      await invalid(secrets.verify(byToken(token)));
      await invalid(secrets.consume(byToken(token)));
      await secrets.consume(last);
      await invalid(secrets.consume(last));
    });

    it('is refused if the ticket was issued without a number of attempts', async () => {
      const { token } = await secrets.issue({ ...TICKET, attempts: undefined });
      await invalid(secrets.attempt(byToken(token)));
      await secrets.consume(byToken(token));
    });
  });

  /** @returns the purposes of the rows that the work changed or locked */
  async function written(work: () => Promise<unknown>): Promise<string[]> {
    const versions = () =>
      place.dataSource.query<{ purpose: string; version: string }[]>(
        "SELECT purpose, concat_ws(' ', id, xmin, xmax) AS version FROM one_time_secrets",
      );
    const before = new Set((await versions()).map(({ version }) => version));
    await work();
    return (await versions()).filter(({ version }) => !before.has(version)).map(({ purpose }) => purpose);
  }
});
