import { isNativeError } from 'node:util/types';
import { ConnectionIsNotSetError, type DataSource } from 'typeorm';
import type { Pool, PooledConnection, Statement, TypesOfColumns } from './driver.js';
import { inTime } from './in-time.js';
import { isDatabaseUnavailable } from './is-database-unavailable.js';
import { type JointCallback, JointQuery } from './joint-query.js';
import { outliveConnections } from './lost-connections.js';
import { discardIdleConnections, isSilence, poolOf, typesOf } from './pool.js';
import { type PreparedValue, textOf } from './text-of.js';

/** A statement that is asked so often that the server parses and plans it once a connection. */
export interface PreparedQuery {
  /** By which each connection knows it; `undefined` for one that is parsed each time. */
  readonly name: string | undefined;
  readonly sql: string;
  /** Whether it changes something. It goes to the server alone: what fails beside it would take it back. @default false */
  readonly writes?: boolean;
}

interface Question {
  readonly query: PreparedQuery;
  readonly values: readonly PreparedValue[];
  readonly resolve: (rows: unknown[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * What the server says (PostgreSQL's appendix A) where a connection has lost the statement, has another one by that name, or
 * has one from before its table was changed: 26000, 42P05 and 0A000.
 */
const STALE = /^(?:26000|42P05|0A000)$/;

/** What is being asked of a data source in this very moment. */
const gathered = new WeakMap<DataSource, Question[]>();

/**
 * Runs a prepared statement, past TypeORM's own machinery, which costs more than the statement. Different statements that are
 * asked in one stretch of the program go to the server together: to send, to be woken and to read are most of what a look-up
 * costs, on both sides. In time, and never taking an outage for an answer, as `queryRows` does.
 *
 * @throws ServiceUnavailableError with the driver's error as its cause
 */
export function queryPrepared<TRow>(
  dataSource: DataSource,
  query: PreparedQuery,
  values: readonly PreparedValue[],
): Promise<TRow[]> {
  dataSource.logger.logQuery(query.sql, [...values]);
  return new Promise<unknown[]>((resolve, reject) => {
    const question = { query, values, resolve, reject };
    const others = gathered.get(dataSource);
    if (others) {
      others.push(question);
      return;
    }
    const questions = [question];
    gathered.set(dataSource, questions);
    queueMicrotask(() => {
      gathered.delete(dataSource);
      for (const group of grouped(questions)) {
        void answer(dataSource, group);
      }
    });
  }) as Promise<TRow[]>;
}

/** The same statement twice is a batch that was too large, and worth a connection of its own. */
function grouped(questions: readonly Question[]): Question[][] {
  const groups: Question[][] = [];
  for (const question of questions) {
    const group = groups.find((others) => others.every(({ query }) => mayGoTogether(query, question.query)));
    if (group) {
      group.push(question);
    } else {
      groups.push([question]);
    }
  }
  return groups;
}

function mayGoTogether(one: PreparedQuery, other: PreparedQuery): boolean {
  return one.sql !== other.sql && !one.writes && !other.writes;
}

async function answer(dataSource: DataSource, questions: readonly Question[]): Promise<void> {
  try {
    await inTime(ask(dataSource, questions));
  } catch (error) {
    for (const { reject } of questions) {
      reject(error);
    }
  }
}

/** Settles each of the questions, or throws what has befallen all of them. */
async function ask(dataSource: DataSource, questions: readonly Question[]): Promise<void> {
  const pool = openPoolOf(dataSource);
  outliveConnections(dataSource);
  const connection = await pool.connect();
  let failure: unknown;
  try {
    await askTogether(connection, typesOf(dataSource), questions);
  } catch (error) {
    failure = error;
    if (isSilence(error)) {
      discardIdleConnections(pool);
    }
    if (isDatabaseUnavailable(error) || (questions.length === 1 && !isStale(error))) {
      throw error;
    }
    // Nothing was changed. Whichever of them it was, the others have an answer, and so has one that was merely stale.
    await askOneByOne(connection, questions);
  } finally {
    // One that has not answered may never answer, and `pg` would hand it to the next request.
    connection.release(isStale(failure) || isDatabaseUnavailable(failure));
  }
}

async function askTogether(
  connection: PooledConnection,
  types: TypesOfColumns | undefined,
  questions: readonly Question[],
): Promise<void> {
  if (questions.length > 1 && types && !connection.pipeline) {
    const statements = questions.map(statementOf);
    const answers = await new Promise<readonly unknown[][]>((resolve, reject) => {
      const answered: JointCallback = (error, rows = []) => (error ? reject(error) : resolve(rows));
      connection.query(new JointQuery(statements, types, answered));
    });
    questions.forEach(({ resolve }, index) => resolve(answers[index] ?? []));
    return;
  }
  for (const question of questions) {
    const { rows } = await connection.query(statementOf(question));
    question.resolve(rows);
  }
}

async function askOneByOne(connection: PooledConnection, questions: readonly Question[]): Promise<void> {
  for (const { query, values, resolve, reject } of questions) {
    try {
      const { rows } = await connection.query({ text: query.sql, values: values.map(textOf) });
      resolve(rows);
    } catch (error) {
      if (isDatabaseUnavailable(error)) {
        throw error;
      }
      reject(error);
    }
  }
}

function statementOf({ query: { name, sql }, values }: Question): Statement {
  const statement = { text: sql, values: values.map(textOf) };
  return name === undefined ? statement : { name, ...statement };
}

function openPoolOf(dataSource: DataSource): Pool {
  const pool = poolOf(dataSource);
  if (!pool) {
    throw new ConnectionIsNotSetError('postgres');
  }
  return pool;
}

function isStale(error: unknown): boolean {
  return isNativeError(error) && 'code' in error && typeof error.code === 'string' && STALE.test(error.code);
}
