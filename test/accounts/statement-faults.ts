import { jest } from '@jest/globals';
import pg from 'pg';
import type { Answer } from '../support/client.js';

/** The statement by which the sender looks for mails, at any time. */
const POLL = /SKIP LOCKED/;

/**
 * Repeats a request with a fault at its first statement, at its second, and so on, until it succeeds. The application must send no mails
 * meanwhile: their statements would count too.
 *
 * @param expectUnchanged called after each request that has failed
 * @returns the response of the request that has succeeded, and the number of statements
 */
export async function failEachStatement(
  send: () => Promise<Answer>,
  expectUnchanged: () => Promise<void>,
): Promise<{ answer: Answer; statements: number }> {
  for (let statements = 0; ; statements += 1) {
    const end = failAfter(statements);
    const answer = await send();
    end();
    if (answer.status < 500) {
      return { answer, statements };
    }
    await expectUnchanged();
  }
}

function failAfter(statements: number) {
  const query = Reflect.get(pg.Client.prototype, 'query') as (...given: unknown[]) => unknown;
  let left = statements;
  const spy = jest.spyOn(pg.Client.prototype, 'query').mockImplementation(function (
    this: pg.Client,
    ...given: unknown[]
  ) {
    const { text = '' } = given[0] as { readonly text?: string };
    if (!POLL.test(text) && left-- === 0) {
      return Promise.reject(new Error('A fault of the test'));
    }
    return query.apply(this, given);
  });
  return () => spy.mockRestore();
}
