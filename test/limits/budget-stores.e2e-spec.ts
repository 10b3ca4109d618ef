import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type BudgetRule, type BudgetStore, ServiceUnavailableError } from '@portcullis/auth';
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

let database: TestDatabase;
let dataSources: readonly DataSource[];
let redis: readonly RedisConnection[] = [];

beforeAll(async () => {
  // Of connections that are lost as the servers stop.
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

/** Two of each, as two instances have them. */
const STORES: readonly (readonly [string, boolean, () => readonly BudgetStore[]])[] = [
  [
    'memory',
    true,
    () => {
      const store = new MemoryBudgetStore();
      return [store, store];
    },
  ],
  ['PostgreSQL', true, () => dataSources.map((dataSource) => new PostgresBudgetStore(dataSource))],
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
      const spending = Array.from({ length: BURST }, (_, index) => [one, other][index % 2]!.spend(key, rule, now));
      const outcomes = await Promise.allSettled(spending);
      // A slow machine does not get around to all of them in time: those are refused as well.
      const failures = outcomes.flatMap((outcome) =>
        outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
      );
      expect(failures.filter((failure) => !(failure instanceof ServiceUnavailableError))).toEqual([]);
      return outcomes.filter((outcome) => outcome.status === 'fulfilled' && outcome.value === null).length;
    };

    it('are spent freely at first, then with waits that double, and then no more', async () => {
      const waits = [0, 0, 1_000, 2_000, 4_000, 4_000, 4_000];
      let now = NOW;
      for (const wait of waits) {
        expect(await one.spend(key, RULE, now)).toBeNull();
        if (wait > 0) {
          expect(await other.spend(key, RULE, now)).toBe(now + wait);
          expect(await other.spend(key, RULE, now + wait - 1)).toBe(now + wait);
        }
        now += wait;
      }
      expect(await one.spend(key, RULE, now)).toBeNull();
      const forgotten = now + RULE.lifetime;
      expect(await other.spend(key, RULE, now + 4_000)).toBe(forgotten);
      expect(await other.spend(key, RULE, forgotten - 1)).toBe(forgotten);
      expect(await other.spend(key, RULE, forgotten)).toBeNull();
    });

    it('are whole again a time after the first attempt, where that is the rule', async () => {
      for (const after of [0, 20_000, 40_000, 59_999]) {
        expect(await one.spend(key, WINDOW, NOW + after)).toBeNull();
      }
      expect(await one.spend(key, WINDOW, NOW + 59_999)).toBe(NOW + 60_000);
      expect(await one.spend(key, WINDOW, NOW + 60_000)).toBeNull();
    });

    it(`let no more through of ${BURST} attempts at once, by two instances, than there are`, async () => {
      expect(await burst(RULE, NOW)).toBe(RULE.free);
      for (let spent = RULE.free, now = NOW; spent < RULE.max; spent++) {
        now += RULE.maxDelay;
        expect(await burst(RULE, now)).toBe(1);
      }
      expect(await burst(RULE, NOW + RULE.lifetime / 2)).toBe(0);
    });

    it('are spent freely in whatever order the attempts of one moment come', async () => {
      expect(await one.spend(key, RULE, NOW + 50)).toBeNull();
      expect(await other.spend(key, RULE, NOW)).toBeNull();
      await other.giveBack(key, RULE, NOW);
      expect(await burst(RULE, NOW + 25)).toBe(RULE.free - 1);
    });

    it('are each their own, and whole again when they are forgotten', async () => {
      expect(await burst(RULE, NOW)).toBe(RULE.free);
      expect(await one.spend(randomUUID(), RULE, NOW)).toBeNull();
      await other.forget(key);
      await other.forget(randomUUID());
      expect(await burst(RULE, NOW)).toBe(RULE.free);
    });

    it('have what was given back, and no more of it than was spent', async () => {
      expect(await burst(RULE, NOW)).toBe(RULE.free);
      await Promise.all([one.giveBack(key, RULE, NOW), other.giveBack(key, RULE, NOW)]);
      expect(await burst(RULE, NOW)).toBe(2);
      await Promise.all(Array.from({ length: 10 }, () => one.giveBack(key, RULE, NOW)));
      expect(await burst(RULE, NOW)).toBe(RULE.free);
      await one.giveBack(randomUUID(), RULE, NOW);
    });

    it('are as the rule in memory has them, whatever is done', async () => {
      const steps = fc.array(
        fc.record({
          step: fc.constantFrom('spend', 'spend', 'spend', 'giveBack', 'forget'),
          passed: fc.constantFrom(-1, 0, 0, 1, 999, 1_000, 4_000, 59_999, 60_000),
          since: fc.nat(3),
        }),
        { maxLength: 30 },
      );
      // What is whole again must be so for whoever comes next with an earlier time.
      const [spent, givenBack] = [
        { step: 'spend', passed: -1, since: 0 } as const,
        { step: 'giveBack', passed: 0, since: 0 } as const,
      ];
      const behind = [spent, givenBack, ...Array.from({ length: WINDOW.max + 1 }, () => spent)];
      await fc.assert(
        fc.asyncProperty(steps, fc.constantFrom(RULE, WINDOW), async (sequence, rule) => {
          const model = new MemoryBudgetStore();
          const unseen = randomUUID();
          const spentAt: number[] = [];
          let now = NOW;
          for (const { step, passed, since } of sequence) {
            now += passed;
            if (step === 'spend') {
              const expected = await model.spend(unseen, rule, now);
              expect(await one.spend(unseen, rule, now)).toBe(expected);
              spentAt.push(now);
            } else if (step === 'giveBack') {
              const time = spentAt.at(-1 - since) ?? now;
              await Promise.all([model.giveBack(unseen, rule, time), one.giveBack(unseen, rule, time)]);
            } else {
              await Promise.all([model.forget(unseen), one.forget(unseen)]);
            }
          }
        }),
        { numRuns: 60, examples: [[behind, WINDOW]] },
      );
    });
  });
}

describe('what PostgreSQL keeps of it', () => {
  const count = async () => {
    const [row] = await dataSources[0]!.query<{ readonly count: number }[]>(
      'SELECT count(*)::int AS count FROM sign_in_budgets',
    );
    return row!.count;
  };

  it('is swept up when it is over, a batch at a time, and now and then', async () => {
    // What other tests have left may be over as well.
    await dataSources[0]!.query('DELETE FROM sign_in_budgets');
    await dataSources[0]!.query(
      `INSERT INTO sign_in_budgets (key, spent, began_at, opens_at, expires_at)
       SELECT 'old' || n, 1, $1, $1, $1 FROM generate_series(1, 501) AS n`,
      [new Date(0)],
    );
    const store = new PostgresBudgetStore(dataSources[0]!);
    await store.spend('new', RULE, 1_000);
    expect(await count()).toBe(501 - 500 + 1);
    await store.spend('new', RULE, 60_999);
    expect(await count()).toBe(501 - 500 + 1);
    await store.spend('new', RULE, 61_000);
    expect(await count()).toBe(1);
  });

  it('outlives a crash', async () => {
    const [row] = await dataSources[0]!.query<{ readonly relpersistence: string }[]>(
      `SELECT relpersistence FROM pg_class WHERE relname = 'sign_in_budgets'`,
    );
    expect(row).toEqual({ relpersistence: 'p' });
  });
});

it('memory forgets what was not touched for the longest time, where it is full', async () => {
  const store = new MemoryBudgetStore(2);
  const rule = { ...RULE, max: 1, firstDelay: 0, maxDelay: 0 };
  await store.spend('a', rule, NOW);
  await store.spend('b', rule, NOW);
  await store.spend('c', rule, NOW);
  expect(await store.spend('b', rule, NOW)).not.toBeNull();
  expect(await store.spend('a', rule, NOW)).toBeNull();
});
