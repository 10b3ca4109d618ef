import type { BudgetRule, Charge } from '@portcullis/auth/spi';
import type { PreparedQuery } from '@portcullis/database';

/** The number of parameters of each charge. They follow the time, which is `$1`. */
const PARAMETERS_OF_CHARGE = 7;

/** Enough to reach any longest delay, and not enough to overflow PostgreSQL's `float8`. */
const MAX_DOUBLINGS = 60;

const statements = new Map<string, PreparedQuery>();

/**
 * Spends from all budgets, or from none if one refuses. Returns one row with the time until which it refuses, or one row with `null` per
 * charge.
 *
 * If a concurrent statement takes the last attempt, there are rows only for the charges before the refusing one. PostgreSQL evaluates the
 * WHERE again after it has waited for a row.
 */
export function spendStatement(charges: readonly Charge[]): PreparedQuery {
  const shape = charges.map(({ isPart = false }) => (isPart ? 'part' : 'budget')).join('_');
  const statement = statements.get(shape) ?? {
    name: `portcullis_budget_spend_${shape}`,
    sql: spendSql(charges),
  };
  statements.set(shape, statement);
  return statement;
}

function spendSql(charges: readonly Charge[]): string {
  const places = [...charges.keys()];
  const found = places
    .map((place) => `SELECT ${place} AS place, refused_until FROM found_${place}`)
    .join(' UNION ALL ');
  const spent = places.map((place) => `SELECT NULL FROM spent_${place}`).join(' UNION ALL ');
  return `
  WITH ${charges.map(findStep).join(',')},
  refusing AS (
    SELECT ${epochMilliseconds('refused_until')} AS refused_until FROM (${found}) AS found
    WHERE refused_until IS NOT NULL ORDER BY place LIMIT 1
  ), ${charges.map(spendStep).join(',')}
  SELECT refused_until FROM refusing UNION ALL ${spent}`;
}

/** The values of {@link spendStatement}. */
export function spendValues(charges: readonly Charge[], now: number): (string | number | boolean | Date)[] {
  return [
    new Date(now),
    ...charges.flatMap(({ key, rule }) => [
      key,
      rule.free,
      rule.firstDelay,
      rule.maxDelay,
      rule.max,
      rule.lifetime,
      rule.since === 'first',
    ]),
  ];
}

function parametersOf(index: number) {
  const parameter = (place: number, type: string) => `$${2 + index * PARAMETERS_OF_CHARGE + place}::${type}`;
  return {
    key: parameter(0, 'text'),
    free: parameter(1, 'int'),
    firstDelay: parameter(2, 'float8'),
    maxDelay: parameter(3, 'float8'),
    max: parameter(4, 'int'),
    lifetime: milliseconds(parameter(5, 'float8')),
    isSinceFirst: parameter(6, 'boolean'),
  };
}

/** Reads before it writes, so that a used-up budget costs no write. */
function findStep({ isPart = false }: Charge, index: number): string {
  const { key, free, max } = parametersOf(index);
  return `
  found_${index} AS (
    SELECT began_at, CASE
      WHEN spent >= ${max} THEN expires_at
      WHEN spent >= ${free} AND opens_at > $1 THEN opens_at
    END AS refused_until
    FROM {sign_in_budgets} AS budget WHERE key = ${key} AND ${isLive(isPart, `found_${index - 1}`)}
  )`;
}

function spendStep({ isPart = false }: Charge, index: number, charges: readonly Charge[]): string {
  const { key, max, lifetime, isSinceFirst, ...rule } = parametersOf(index);
  const whole = `spent_${index - 1}`;
  const live = isLive(isPart, whole);
  const isWhole = charges[index + 1]?.isPart ?? false;
  const begunAsWhole = `CASE WHEN ${live} THEN budget.began_at ELSE GREATEST(budget.began_at, $1) END`;
  const begunAlone = `CASE WHEN ${live} THEN LEAST(budget.began_at, $1) ELSE $1 END`;
  const begunThen = isPart ? 'excluded.began_at' : isWhole ? begunAsWhole : begunAlone;
  const spentThen = `CASE WHEN ${live} THEN budget.spent + 1 ELSE 1 END`;
  return `
  spent_${index} AS (
    INSERT INTO {sign_in_budgets} AS budget (key, spent, began_at, opens_at, expires_at)
    SELECT ${key}, 1, ${isPart ? 'began_at' : '$1::timestamptz'}, $1::timestamptz + ${delayAfter('1', rule)}, $1::timestamptz + ${lifetime}
    ${index === 0 ? 'WHERE NOT EXISTS (SELECT FROM refusing)' : `FROM ${whole}`}
    ON CONFLICT (key) DO UPDATE SET
      spent = ${spentThen},
      began_at = ${begunThen},
      opens_at = $1 + ${delayAfter(`(${spentThen})`, rule)},
      expires_at = CASE WHEN ${live} AND ${isSinceFirst} THEN budget.expires_at ELSE $1 + ${lifetime} END
    WHERE NOT (${live}) OR (budget.spent < ${max} AND (budget.spent < ${rule.free} OR budget.opens_at <= $1))
    RETURNING began_at
  )`;
}

function isLive(isPart: boolean, whole: string): string {
  return `budget.expires_at > $1${isPart ? ` AND budget.began_at = (SELECT began_at FROM ${whole})` : ''}`;
}

/**
 * Gives attempts back, and returns the time until which the budget `$6` refuses. Rows are locked in the order of the charges, as in
 * {@link spendStatement}, so that the statements can't deadlock.
 *
 * A budget without spent attempts expires at once. Its times are `-infinity`, so that this holds for an instance whose clock is behind.
 */
export const GIVE_BACK: PreparedQuery = {
  name: 'portcullis_budget_give_back',
  sql: `
  WITH charge AS (
    SELECT * FROM unnest($2::text[], $3::int[], $4::float8[], $5::float8[])
      WITH ORDINALITY AS charge (key, free, first_delay, max_delay, place)
  ), locked AS (
    SELECT charge.* FROM charge JOIN {sign_in_budgets} AS budget USING (key) ORDER BY place FOR UPDATE OF budget
  ), given_back AS (
    UPDATE {sign_in_budgets} AS budget SET
      spent = budget.spent - 1,
      opens_at = CASE
        WHEN opens_at = $1 + ${delayAfter('budget.spent', { free: 'free', firstDelay: 'first_delay', maxDelay: 'max_delay' })} THEN $1
        ELSE opens_at
      END,
      began_at = CASE WHEN budget.spent = 1 THEN '-infinity' ELSE began_at END,
      expires_at = CASE WHEN budget.spent = 1 THEN '-infinity' ELSE expires_at END
    FROM locked
    WHERE budget.key = locked.key AND budget.began_at <= $1::timestamptz AND budget.spent > 0
  )
  SELECT ${epochMilliseconds('CASE WHEN spent >= $7::int THEN expires_at ELSE opens_at END')} AS refused_until
  FROM {sign_in_budgets} WHERE key = $6::text`,
};

/** The values of {@link GIVE_BACK}. */
export function giveBackValues(charges: readonly Charge[], spentAt: number, refusing?: Charge) {
  const rules = charges.map(({ rule }) => rule);
  return [
    new Date(spentAt),
    charges.map(({ key }) => key),
    rules.map(({ free }) => free),
    rules.map(({ firstDelay }) => firstDelay),
    rules.map(({ maxDelay }) => maxDelay),
    refusing?.key ?? null,
    refusing?.rule.max ?? null,
  ];
}

/**
 * Resets budgets. Keeps `began_at`, half a millisecond later: a new budget with the same `began_at` would count the old parts again. The
 * sweep deletes the rows.
 */
export const FORGET: PreparedQuery = {
  name: 'portcullis_budget_forget',
  sql: `
  UPDATE {sign_in_budgets} SET spent = 0, began_at = began_at + interval '500 microseconds', expires_at = '-infinity'
  WHERE key IN (
    SELECT key FROM unnest($1::text[]) WITH ORDINALITY AS forgotten (key, place) JOIN {sign_in_budgets} AS budget USING (key)
    ORDER BY place FOR UPDATE OF budget
  )`,
};

export const BEGUN_AT: PreparedQuery = {
  name: 'portcullis_budget_begun_at',
  sql: `SELECT ${epochMilliseconds('began_at')} AS begun_at FROM {sign_in_budgets} WHERE key = $1::text AND expires_at > $2::timestamptz`,
};

/** SQL for `delayAfter` of {@link BudgetRule}. */
function delayAfter(spent: string, { free, firstDelay, maxDelay }: Readonly<Record<keyof Delay, string>>): string {
  const doublings = `LEAST(${spent} - ${free}, ${MAX_DOUBLINGS})`;
  const delay = `LEAST(${maxDelay}, ${firstDelay} * 2::float8 ^ ${doublings})`;
  return milliseconds(`CASE WHEN ${spent} < ${free} THEN 0 ELSE ${delay} END`);
}

type Delay = Pick<BudgetRule, 'free' | 'firstDelay' | 'maxDelay'>;

function milliseconds(number: string): string {
  return `(${number}) * interval '1 millisecond'`;
}

/** SQL for a time as a number. The application may have replaced the parser of timestamps. */
function epochMilliseconds(time: string): string {
  return `(extract(epoch FROM ${time}) * 1000)::float8`;
}
