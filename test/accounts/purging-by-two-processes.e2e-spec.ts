import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { query } from '../processes/query.js';
import { signedIn } from '../sessions/tokens.js';
import type { Answer, Client } from '../support/client.js';
import { eventually } from '../support/process.js';
import { PASSWORD } from './accounts-host.js';
import { AccountsProcesses } from './accounts-processes.js';

const ROUNDS = 20;
const ACTS_AT_ONCE = 3;

describe('two processes that delete accounts whose grace is over', () => {
  let processes: AccountsProcesses;
  let clients: readonly Client[];

  beforeAll(async () => {
    processes = await AccountsProcesses.start();
    ({ clients } = processes);
  });
  afterAll(() => processes.stop());

  const rows = (sql: string, parameters: unknown[] = []) => query(processes.databaseUrl, sql, parameters);

  /** Schedules the deletion of a new user, who can still sign in for so long. */
  async function scheduleDeletion(name: string, graceMilliseconds: number): Promise<void> {
    const { access } = await signedIn(clients[0]!, name);
    const headers = { Authorization: `Bearer ${access}` };
    const body = { current_password: PASSWORD };
    expect((await clients[1]!.postJson('/me/deletion', body, headers)).status).toBe(202);
    await rows(
      `UPDATE account_deletions SET delete_after = now() + $2::float8 * interval '1 millisecond',
        next_attempt_at = now() + $2::float8 * interval '1 millisecond'
       WHERE user_id = (SELECT id::text FROM users WHERE username = $1)`,
      [name, graceMilliseconds],
    );
  }

  it('delete each once', async () => {
    const names = Array.from({ length: 8 }, (_, index) => `due-${index}`);
    for (const name of names) {
      await scheduleDeletion(name, 0);
    }
    const [one, other] = await Promise.all([processes.purge(0), processes.purge(1)]);
    expect(one + other).toBe(names.length);
    expect(await rows("SELECT FROM users WHERE username LIKE 'due-%'")).toEqual([]);
    expect(await rows('SELECT FROM account_deletions')).toEqual([]);
  });

  it('keep an account if and only if a sign-in at the end of the grace succeeds', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const name = `late-${round}`;
      await scheduleDeletion(name, round * 3);
      const answers = await signInsDuringPurges(name);
      await eventually(async () => {
        await processes.purge(round % 2);
        return (await rows('SELECT FROM account_deletions')).length === 0;
      }, 60_000);
      const successes = answers.filter(({ status }) => status === 200);
      const refusals = answers.filter(({ status }) => status === 400 || status === 401);
      expect(successes.length + refusals.length).toBe(answers.length);
      const isKept = (await rows('SELECT FROM users WHERE username = $1', [name])).length === 1;
      expect(isKept).toBe(successes.length > 0);
      for (const { body } of successes) {
        const headers = { Authorization: `Bearer ${String(body['access_token'])}` };
        expect((await clients[round % 2]!.get('/me/sessions', headers)).status).toBe(200);
      }
    }
  });

  /** Signs in and purges at both processes at once, several times in a row. */
  async function signInsDuringPurges(name: string): Promise<readonly Answer[]> {
    const answers: Answer[] = [];
    const both = [0, 1].map(async (index) => {
      for (let time = 0; time < ACTS_AT_ONCE; time += 1) {
        const [answer] = await Promise.all([clients[index]!.signIn(name, PASSWORD), processes.purge(index)]);
        answers.push(answer);
      }
    });
    await Promise.all(both);
    return answers;
  }
});
