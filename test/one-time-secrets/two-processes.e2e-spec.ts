import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  InvalidSecretError,
  type IssuedSecret,
  type NewSecret,
  type OneTimeSecrets,
} from '@portcullis/one-time-secrets';
import { Instance, type Operation, type Outcome } from './instance.js';
import { createSecretsDatabase, type SecretsDatabase } from './secrets-database.js';

const PURPOSE = 'password_reset';
const BOUND_TO = 'alice@example.com';
const WITH_CODE: NewSecret = { purpose: PURPOSE, subject: '7', boundTo: BOUND_TO, lifetimeSeconds: 3_600, code: {} };
const ROUNDS = 10;
const EACH = 16;
const GUESSES = 100;

describe('one-time secrets of two processes on one database', () => {
  let place: SecretsDatabase;
  let secrets: OneTimeSecrets;
  let instances: readonly [Instance, Instance];

  beforeAll(async () => {
    place = await createSecretsDatabase();
    secrets = place.secretsOf();
    instances = await Promise.all([Instance.start(place.url), Instance.start(place.url)]);
  });
  afterAll(async () => {
    await Promise.all(instances.map((instance) => instance.stop()));
    await place.drop();
  });
  beforeEach(() => place.dataSource.query('TRUNCATE one_time_secrets'));

  const both = async (operation: Operation, calls: readonly unknown[]): Promise<readonly Outcome[]> =>
    (await Promise.all(instances.map((instance) => instance.call(operation, calls)))).flat();
  const times = (count: number, given: unknown) => Array.from({ length: count }, () => given);
  const byToken = ({ token }: IssuedSecret) => ({ purpose: PURPOSE, token });
  const byCode = (code: string | null) => ({ purpose: PURPOSE, boundTo: BOUND_TO, code });
  const succeeded = (outcomes: readonly Outcome[]) => outcomes.filter(({ error }) => error === undefined).length;
  const errorsOf = (outcomes: readonly Outcome[]) => new Set(outcomes.map(({ error }) => error));
  const attemptsLeft = async () => {
    const sql = 'SELECT attempts_left FROM one_time_secrets WHERE purpose = $1';
    const [row] = await place.dataSource.query<{ attempts_left: number }[]>(sql, [PURPOSE]);
    return row?.attempts_left;
  };
  const isValid = (secret: IssuedSecret) =>
    secrets.verify(byToken(secret)).then(
      () => true,
      (error: unknown) => {
        expect(error).toBeInstanceOf(InvalidSecretError);
        return false;
      },
    );

  it.each<[string, Operation, (issued: IssuedSecret) => unknown]>([
    ['a token', 'consume', byToken],
    ['a verified token', 'verifyAndConsume', byToken],
    ['a code', 'verifyAndConsume', ({ code }) => byCode(code)],
  ])('consume %s once, of 32 requests at once', async (_what, operation, presented) => {
    for (let round = 0; round < ROUNDS; round++) {
      const outcomes = await both(operation, times(EACH, presented(await secrets.issue(WITH_CODE))));
      expect(succeeded(outcomes)).toBe(1);
      expect(errorsOf(outcomes)).toEqual(new Set([undefined, 'InvalidSecretError']));
    }
  });

  it('allow no more attempts than they have, of 200 at once', async () => {
    const ticket = await secrets.issue({ ...WITH_CODE, code: undefined, attempts: 5 });
    const outcomes = await both('attempt', times(GUESSES, byToken(ticket)));
    // A slow machine can't process all of them in time, but every counted attempt stays counted.
    expect(succeeded(outcomes)).toBeLessThanOrEqual(5);
    expect(await attemptsLeft()).toBe(0);
  });

  it('compare no more than two wrong codes with the right one, of 200 at once', async () => {
    const issued = await secrets.issue(WITH_CODE);
    const wrong = await both('verify', times(GUESSES, byCode('BBBB-BBBB')));
    expect(succeeded(wrong)).toBe(0);
    expect(errorsOf(wrong)).toContain('InvalidSecretError');
    const [right] = await both('verify', [byCode(issued.code)]);
    expect(right!.error).toBe('InvalidSecretError');
    expect(await isValid(issued)).toBe(false);
    expect(await attemptsLeft()).toBe(0);
  });

  it('refuse every guess at a code once concurrent wrong guesses have used it up', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const { code } = await secrets.issue(WITH_CODE);
      const [first, second] = instances;
      const [wrong, right] = await Promise.all([
        first.call('verify', times(EACH, byCode('BBBB-BBBB'))),
        second.call('verify', times(EACH, byCode(code))),
      ]);
      expect(succeeded(wrong)).toBe(0);
      // The database decides how many right guesses come before the third wrong one.
      expect(errorsOf(right)).not.toContain('ServiceUnavailableError');
      expect(succeeded(await both('verify', [byCode(code)]))).toBe(0);
    }
  });

  it('leave a secret valid if all transactions that consumed it were rolled back', async () => {
    const issued = await secrets.issue(WITH_CODE);
    const outcomes = await both('consumeAndRollBack', times(EACH, byToken(issued)));
    expect(new Set(outcomes.map(({ message }) => message))).toEqual(new Set(['rolled back']));
    expect(succeeded(await both('consume', times(EACH, byToken(issued))))).toBe(1);
  });

  it('consume a secret once while other transactions consume it and roll back', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const issued = await secrets.issue(WITH_CODE);
      const [, consumed] = await Promise.all([
        instances[0].call('consumeAndRollBack', times(EACH, byToken(issued))),
        instances[1].call('consume', times(EACH, byToken(issued))),
      ]);
      expect(succeeded(consumed)).toBe(1);
    }
  });

  it('leave one valid secret, whether the old one was replaced or consumed first', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const old = await secrets.issue(WITH_CODE);
      const [issued, consumed] = await Promise.all([
        instances[0].call('issue', times(EACH, WITH_CODE)),
        instances[1].call('consume', times(EACH, byToken(old))),
      ]);
      expect(succeeded(issued)).toBe(EACH);
      expect(succeeded(consumed)).toBeLessThanOrEqual(1);
      expect(await isValid(old)).toBe(false);
      const valid = await Promise.all(issued.map(({ value }) => isValid(value as IssuedSecret)));
      expect(valid.filter(Boolean)).toHaveLength(1);
    }
  });

  it('purge expired secrets and consume the others', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      await place.dataSource.query(`
        INSERT INTO one_time_secrets (id, purpose, token_hash, keeps_earlier, created_at, expires_at)
        SELECT id, 'expired', uuid_send(id), true, now(), now() - interval '1 second'
        FROM (SELECT gen_random_uuid() AS id FROM generate_series(1, 100)) AS ids`);
      const issued = await Promise.all(
        Array.from({ length: EACH }, (_, index) => secrets.issue({ ...WITH_CODE, subject: String(index) })),
      );
      const [purged, consumed] = await Promise.all([
        both('purge', times(2, null)),
        instances[1].call('consume', issued.map(byToken)),
      ]);
      expect(succeeded(consumed)).toBe(EACH);
      expect(purged.reduce((sum, { value }) => sum + (value as number), 0)).toBeLessThanOrEqual(100);
    }
    await both('purge', [null]);
    expect(await place.dataSource.query('SELECT id FROM one_time_secrets')).toEqual([]);
  });
});

describe('without these defences', () => {
  let place: SecretsDatabase;

  beforeAll(async () => {
    place = await createSecretsDatabase();
  });
  afterAll(() => place.drop());
  beforeEach(() => place.dataSource.query('TRUNCATE one_time_secrets'));

  it('a secret that is looked up first and deleted afterwards is consumed by several requests', async () => {
    const secrets = place.secretsOf();
    const { token } = await secrets.issue(WITH_CODE);
    const consumeInTwoSteps = async () => {
      const verified = await secrets.verify({ purpose: PURPOSE, token });
      await place.dataSource.query('DELETE FROM one_time_secrets WHERE id = $1', [verified.id]);
    };
    const outcomes = await Promise.allSettled(Array.from({ length: EACH }, consumeInTwoSteps));
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(1);
  });

  it('attempts that are counted from an earlier read exceed the limit', async () => {
    const secrets = place.secretsOf();
    await secrets.issue({ ...WITH_CODE, code: undefined, attempts: 5 });
    const attemptInTwoSteps = async () => {
      const [row] = await place.dataSource.query<{ left: number }[]>(
        'SELECT attempts_left AS left FROM one_time_secrets',
      );
      if (row!.left === 0) {
        throw new InvalidSecretError();
      }
      await place.dataSource.query('UPDATE one_time_secrets SET attempts_left = $1', [row!.left - 1]);
    };
    const outcomes = await Promise.allSettled(Array.from({ length: GUESSES }, attemptInTwoSteps));
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(5);
  });
});
