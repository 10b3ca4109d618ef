import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceUnavailableError } from '@portcullis/auth';
import type { BudgetRule, BudgetStore, Charge } from '@portcullis/auth/spi';
import { Database } from '@portcullis/database';
import { typeOrmAdapter } from '@portcullis/database/typeorm';
import { connectToRedis, PostgresBudgetStore, RedisBudgetStore, type RedisConnection } from '@portcullis/limits';
import fc from 'fast-check';
import { DataSource } from 'typeorm';
import { MemoryBudgetStore } from '../../libs/auth/src/authentication/guessing/memory.budget.store.js';
import { dataSourceOptions } from '../../src/database/data-source.js';
import { migrate } from '../../src/database/migrate.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { hasRedis, startRedis } from './redis.js';

const NOW = Date.parse('2026-03-01T12:00:00.123Z');
const BURST = 200;

const RULE: BudgetRule = { free: 3, firstDelay: 1_000, maxDelay: 4_000, max: 8, lifetime: 60_000, since: 'last' };
const WINDOW: BudgetRule = { free: 4, firstDelay: 0, maxDelay: 0, max: 4, lifetime: 60_000, since: 'first' };

const charge = (key: string, rule: BudgetRule): readonly Charge[] => [{ key, rule }];

let database: TestDatabase;
let dataSources: readonly DataSource[];
let redis: readonly RedisConnection[] = [];

beforeAll(async () => {
  // Connections are lost when the servers stop.
  Logger.overrideLogger(false);
  database = await createTestDatabase();
  await migrate(database.url);
  const open = () => new DataSource(dataSourceOptions(database.url)).initialize();
  dataSources = await Promise.all([open(), open()]);
  if (hasRedis) {
    const { url } = await startRedis();
    redis = await Promise.all([connectToRedis({ url }), connectToRedis({ url })]);
  }
});
afterAll(async () => {
  redis.forEach((connection) => connection.close());
  await Promise.all(dataSources.map((dataSource) => dataSource.destroy()));
  await database.drop();
});

/** A slow machine can't process a whole burst in time. */
function expectBusy(error: unknown): 'busy' {
  expect(error).toBeInstanceOf(ServiceUnavailableError);
  // Busy, but not because two statements wait for each other: 40P01 is a deadlock.
  expect((error as ServiceUnavailableError).cause).not.toMatchObject({ code: '40P01' });
  return 'busy';
}

/** Two stores of each kind, as in two instances. */
const STORES: readonly (readonly [string, boolean, () => readonly BudgetStore[]])[] = [
  [
    'memory',
    true,
    () => {
      const store = new MemoryBudgetStore();
      return [store, store];
    },
  ],
  [
    'PostgreSQL',
    true,
    () => dataSources.map((dataSource) => new PostgresBudgetStore(new Database(typeOrmAdapter(dataSource)))),
  ],
  ['Redis', hasRedis, () => redis.map((connection) => new RedisBudgetStore(connection))],
];

for (const [place, isThere, createStores] of STORES) {
  (isThere ? describe : describe.skip)(`budgets of attempts kept in ${place}`, () => {
    let one: BudgetStore;
    let other: BudgetStore;
    let key: string;

    beforeEach(() => {
      [one, other] = createStores() as [BudgetStore, BudgetStore];
      key = randomUUID();
    });

    const burst = async (rule: BudgetRule, now: number) => {
      const spending = Array.from({ length: BURST }, (_, index) =>
        [one, other][index % 2]!.spend(charge(key, rule), now),
      );
      const outcomes = await Promise.allSettled(spending);
      // A slow machine can't process all of them in time; the late ones are refused as well.
      const failures = outcomes.flatMap((outcome) =>
        outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
      );
      expect(failures.filter((failure) => !(failure instanceof ServiceUnavailableError))).toEqual([]);
      return outcomes.filter((outcome) => outcome.status === 'fulfilled' && outcome.value === null).length;
    };

    it('are spent freely at first, then with doubling waits, and then refused', async () => {
      const waits = [0, 0, 1_000, 2_000, 4_000, 4_000, 4_000];
      let now = NOW;
      for (const wait of waits) {
        expect(await one.spend(charge(key, RULE), now)).toBeNull();
        if (wait > 0) {
          expect(await other.spend(charge(key, RULE), now)).toBe(now + wait);
          expect(await other.spend(charge(key, RULE), now + wait - 1)).toBe(now + wait);
        }
        now += wait;
      }
      expect(await one.spend(charge(key, RULE), now)).toBeNull();
      const forgotten = now + RULE.lifetime;
      expect(await other.spend(charge(key, RULE), now + 4_000)).toBe(forgotten);
      expect(await other.spend(charge(key, RULE), forgotten - 1)).toBe(forgotten);
      expect(await other.spend(charge(key, RULE), forgotten)).toBeNull();
    });

    it('reset a fixed time after the first attempt if the rule says so', async () => {
      for (const after of [0, 20_000, 40_000, 59_999]) {
        expect(await one.spend(charge(key, WINDOW), NOW + after)).toBeNull();
      }
      expect(await one.spend(charge(key, WINDOW), NOW + 59_999)).toBe(NOW + 60_000);
      expect(await one.spend(charge(key, WINDOW), NOW + 60_000)).toBeNull();
    });

    it(`allow no more attempts than they have, of ${BURST} at once in two instances`, async () => {
      expect(await burst(RULE, NOW)).toBe(RULE.free);
      for (let spent = RULE.free, now = NOW; spent < RULE.max; spent++) {
        now += RULE.maxDelay;
        expect(await burst(RULE, now)).toBe(1);
      }
      expect(await burst(RULE, NOW + RULE.lifetime / 2)).toBe(0);
    });

    it('are spent freely in any order of simultaneous attempts', async () => {
      expect(await one.spend(charge(key, RULE), NOW + 50)).toBeNull();
      expect(await other.spend(charge(key, RULE), NOW)).toBeNull();
      await other.giveBack(charge(key, RULE), NOW);
      expect(await burst(RULE, NOW + 25)).toBe(RULE.free - 1);
    });

    it('are independent, and reset when they are forgotten', async () => {
      expect(await burst(RULE, NOW)).toBe(RULE.free);
      expect(await one.spend(charge(randomUUID(), RULE), NOW)).toBeNull();
      await other.forget([key]);
      await other.forget([randomUUID()]);
      expect(await burst(RULE, NOW)).toBe(RULE.free);
    });

    it('regain what was given back, up to what was spent', async () => {
      expect(await burst(RULE, NOW)).toBe(RULE.free);
      await Promise.all([one.giveBack(charge(key, RULE), NOW), other.giveBack(charge(key, RULE), NOW)]);
      expect(await burst(RULE, NOW)).toBe(2);
      await Promise.all(Array.from({ length: 10 }, () => one.giveBack(charge(key, RULE), NOW)));
      expect(await burst(RULE, NOW)).toBe(RULE.free);
      await one.giveBack(charge(randomUUID(), RULE), NOW);
    });

    it('are charged together, all of them or none', async () => {
      const [address, whole, part, otherPart] = Array.from({ length: 4 }, () => randomUUID()) as [
        string,
        string,
        string,
        string,
      ];
      const small = { ...RULE, free: 2, firstDelay: 9_000, maxDelay: 9_000 };
      const charges = (last: string): readonly Charge[] => [
        { key: address, rule: WINDOW },
        { key: whole, rule: RULE },
        { key: last, rule: small, isPart: true },
      ];
      expect(await one.spend(charges(part), NOW)).toBeNull();
      expect(await one.spend(charges(part), NOW)).toBeNull();
      expect(await other.spend(charges(part), NOW + 1)).toBe(NOW + 9_000);
      // Two of four and two of three are spent: the refused attempt was given back.
      expect(await one.spend(charges(otherPart), NOW + 1)).toBeNull();
      expect(await other.spend(charges(otherPart), NOW + 2)).toBe(NOW + 1 + RULE.firstDelay);
      expect(await one.spend(charge(address, WINDOW), NOW + 2)).toBeNull();
      expect(await other.spend(charges(otherPart), NOW + 2)).toBe(NOW + WINDOW.lifetime);
      await other.forget([whole]);
      await other.giveBack(charge(address, WINDOW), NOW + 2);
      expect(await one.spend(charges(part), NOW + 3)).toBeNull();
    });

    it('are charged together by many concurrent callers, while others forget and give back', async () => {
      const [address, whole, part] = Array.from({ length: 3 }, () => randomUUID()) as [string, string, string];
      const attempts = Array.from({ length: BURST }, (_, index): readonly Charge[] => [
        { key: `${address}${index % 2}`, rule: { ...WINDOW, free: BURST, max: BURST } },
        { key: whole, rule: { ...RULE, max: 7, free: 7 } },
        { key: `${part}${index % 3}`, rule: RULE, isPart: true },
      ]);
      const outcomes = await Promise.all(
        attempts.map(async (charges, index) => {
          const store = [one, other][index % 2]!;
          const outcome = await store.spend(charges, NOW).catch(expectBusy);
          await store.giveBack([charges[index % 3]!], NOW - 1).catch(expectBusy);
          await store.forget([randomUUID(), `${address}2`]).catch(expectBusy);
          return outcome;
        }),
      );
      const admitted = outcomes.filter((outcome) => outcome === null).length;
      expect(admitted).toBeGreaterThan(0);
      expect(admitted).toBeLessThanOrEqual(7);
    });

    it('return when they began', async () => {
      expect(await one.begunAt(key, NOW)).toBeNull();
      await one.spend(charge(key, RULE), NOW);
      await one.spend(charge(key, RULE), NOW + 5);
      expect(await other.begunAt(key, NOW + 6)).toBe(NOW);
      expect(await other.begunAt(key, NOW + 5 + RULE.lifetime)).toBeNull();
    });

    it('agree with the store in memory for any sequence of steps', async () => {
      const steps = fc.array(
        fc.record({
          step: fc.constantFrom('spend', 'spend', 'spend', 'giveBack', 'forget'),
          passed: fc.constantFrom(-1, 0, 0, 1, 999, 1_000, 4_000, 59_999, 60_000),
          since: fc.nat(3),
          chain: fc.nat(3),
        }),
        { maxLength: 30 },
      );
      // A budget that was reset is also reset for an attempt with an earlier time.
      const [spent, givenBack] = [
        { step: 'spend', passed: -1, since: 0, chain: 0 } as const,
        { step: 'giveBack', passed: 0, since: 0, chain: 0 } as const,
      ];
      const behind = [spent, givenBack, ...Array.from({ length: WINDOW.max + 1 }, () => spent)];
      await fc.assert(
        fc.asyncProperty(steps, fc.constantFrom(RULE, WINDOW), async (sequence, rule) => {
          const model = new MemoryBudgetStore();
          const unseen = randomUUID();
          const named = (name: string, charged = rule, isPart = false): Charge => ({
            key: unseen + name,
            rule: charged,
            isPart,
          });
          const chains = [
            [named('')],
            [named('network', WINDOW), named(''), named('one part', RULE, true)],
            [named('network', WINDOW), named(''), named('another part', { ...RULE, max: 2 }, true)],
            [named('block', WINDOW), named('another network', WINDOW), named(''), named('one part', RULE, true)],
          ] as const;
          const spentAt: number[] = [];
          let now = NOW;
          for (const { step, passed, since, chain } of sequence) {
            const charges = chains[chain]!;
            now += passed;
            if (step === 'spend') {
              const expected = await model.spend(charges, now);
              expect(await one.spend(charges, now)).toBe(expected);
              spentAt.push(now);
            } else if (step === 'giveBack') {
              const time = spentAt.at(-1 - since) ?? now;
              await Promise.all([model.giveBack(charges, time), one.giveBack(charges, time)]);
            } else {
              await Promise.all([model.forget([unseen]), one.forget([unseen])]);
            }
            expect(await one.begunAt(unseen, now)).toBe(await model.begunAt(unseen, now));
          }
        }),
        { numRuns: 60, examples: [[behind, WINDOW]] },
      );
    });
  });
}

describe('the budgets in PostgreSQL', () => {
  const count = async () => {
    const [row] = await dataSources[0]!.query<{ readonly count: number }[]>(
      'SELECT count(*)::int AS count FROM sign_in_budgets',
    );
    return row!.count;
  };

  it('are purged after they expire, in batches, now and then', async () => {
    // Budgets of other tests may have expired as well.
    await dataSources[0]!.query('DELETE FROM sign_in_budgets');
    await dataSources[0]!.query(
      `INSERT INTO sign_in_budgets (key, spent, began_at, opens_at, expires_at)
       SELECT 'old' || n, 1, $1, $1, $1 FROM generate_series(1, 501) AS n`,
      [new Date(0)],
    );
    const store = new PostgresBudgetStore(new Database(typeOrmAdapter(dataSources[0]!)));
    await store.spend(charge('new', RULE), 1_000);
    expect(await count()).toBe(501 - 500 + 1);
    await store.spend(charge('new', RULE), 60_999);
    expect(await count()).toBe(501 - 500 + 1);
    await store.spend(charge('new', RULE), 61_000);
    expect(await count()).toBe(1);
  });

  it('survive a crash', async () => {
    const [row] = await dataSources[0]!.query<{ readonly relpersistence: string }[]>(
      `SELECT relpersistence FROM pg_class WHERE relname = 'sign_in_budgets'`,
    );
    expect(row).toEqual({ relpersistence: 'p' });
  });
});

it('a full store in memory forgets the budget that was unused for longest', async () => {
  const store = new MemoryBudgetStore(2);
  const rule = { ...RULE, max: 1, firstDelay: 0, maxDelay: 0 };
  await store.spend(charge('a', rule), NOW);
  await store.spend(charge('b', rule), NOW);
  await store.spend(charge('c', rule), NOW);
  expect(await store.spend(charge('b', rule), NOW)).not.toBeNull();
  expect(await store.spend(charge('a', rule), NOW)).toBeNull();
});
