import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client as Server } from 'pg';
import { signedIn } from '../sessions/tokens.js';
import type { Answer, Client } from '../support/client.js';
import { PASSWORD } from './accounts-host.js';
import { AccountsProcesses } from './accounts-processes.js';
import type { ReceivedMail } from './recording.mailer.js';

const AT_ONCE = 16;

describe('two processes on one database', () => {
  let processes: AccountsProcesses;
  let clients: readonly Client[];

  beforeAll(async () => {
    processes = await AccountsProcesses.start();
    ({ clients } = processes);
  });
  afterAll(() => processes.stop());

  const atOnce = (path: string, bodyOf: (index: number) => object): Promise<Answer[]> =>
    Promise.all(Array.from({ length: AT_ONCE }, (_, index) => clients[index % 2]!.postJson(path, bodyOf(index))));

  const countOf = (answers: readonly Answer[], status: number) =>
    answers.filter((answer) => answer.status === status).length;

  async function mailedReset(name: string): Promise<ReceivedMail> {
    const email = `${name}@example.com`;
    const known = new Set(processes.mailer.mails);
    expect((await clients[0]!.postJson('/password/forgot', { email })).status).toBe(202);
    return processes.mailer.withLink(email, '/reset-password', known);
  }

  it.each(['token', 'code'])('of many resets by one %s, one sets the password', async (secret) => {
    await signedIn(clients[0]!, secret);
    const { token, code } = await mailedReset(secret);
    const presented = secret === 'token' ? { token } : { email: `${secret}@example.com`, code };
    const passwordOf = (index: number) => `a violin in the rain ${index}`;
    const answers = await atOnce('/password/reset', (index) => ({ ...presented, new_password: passwordOf(index) }));
    expect([countOf(answers, 204), countOf(answers, 400)]).toEqual([1, AT_ONCE - 1]);
    const winner = answers.findIndex(({ status }) => status === 204);
    expect((await clients[1]!.signIn(secret, passwordOf(winner))).status).toBe(200);
    expect((await clients[1]!.signIn(secret, PASSWORD)).status).toBe(401);
  });

  it('of many verifications by one token, one succeeds', async () => {
    await signedIn(clients[0]!, 'alice');
    const { token } = await processes.mailer.withLink('alice@example.com', '/verify-email');
    const answers = await atOnce('/email/verify', () => ({ token }));
    expect([countOf(answers, 204), countOf(answers, 400)]).toEqual([1, AT_ONCE - 1]);
  });

  it('guesses at a code at once have no more attempts than guesses in a row', async () => {
    await signedIn(clients[0]!, 'bob');
    const { code, token } = await mailedReset('bob');
    const wrong = code.startsWith('B') ? 'CCCC-CCCC' : 'BBBB-BBBB';
    const body = { email: 'bob@example.com', code: wrong, new_password: 'a violin in the rain' };
    expect(countOf(await atOnce('/password/reset', () => body), 400)).toBe(AT_ONCE);
    expect((await clients[1]!.postJson('/password/reset', { ...body, code })).status).toBe(400);
    expect((await clients[1]!.postJson('/password/reset', { token, new_password: body.new_password })).status).toBe(
      400,
    );
    expect((await clients[1]!.signIn('bob', PASSWORD)).status).toBe(200);
  });

  it('of many changes of one password, one succeeds, and the others are told', async () => {
    const { access } = await signedIn(clients[0]!, 'carol');
    const change = (index: number) =>
      clients[index % 2]!.postJson(
        '/me/password',
        { current_password: PASSWORD, new_password: `a violin in the rain ${index}` },
        { Authorization: `Bearer ${access}` },
      );
    const answers = await Promise.all(Array.from({ length: 4 }, (_, index) => change(index)));
    expect(countOf(answers, 204)).toBe(1);
    // A request that read the account after the change finds another password.
    expect(countOf(answers, 409) + countOf(answers, 400)).toBe(3);
  });

  describe('changes of the e-mail address', () => {
    /** Returns the link of the change, and of the notice. */
    async function requested(name: string, email: string) {
      const { access } = await signedIn(clients[0]!, name);
      const known = new Set(processes.mailer.mails);
      const body = { email, current_password: PASSWORD };
      const headers = { Authorization: `Bearer ${access}` };
      expect((await clients[0]!.postJson('/me/email', body, headers)).status).toBe(202);
      const { token } = await processes.mailer.withLink(email, '/change-email', known);
      return { token, undo: (await processes.mailer.withLink(`${name}@example.com`, '/undo-email', known)).token };
    }

    it('of many confirmations and of many undos of one, one succeeds', async () => {
      const { token, undo } = await requested('heidi', 'heidi@example.org');
      const confirmed = await atOnce('/email/change', () => ({ token }));
      expect([countOf(confirmed, 204), countOf(confirmed, 400)]).toEqual([1, AT_ONCE - 1]);
      const undone = await atOnce('/email/undo', () => ({ token: undo }));
      expect([countOf(undone, 204), countOf(undone, 400)]).toEqual([1, AT_ONCE - 1]);
    });

    it('of two users who confirm one address, one gets it, and the other is told', async () => {
      for (let round = 0; round < 5; round += 1) {
        const email = `shared-${round}@example.org`;
        const links = [await requested(`ivan-${round}`, email), await requested(`judy-${round}`, email.toUpperCase())];
        const answers = await Promise.all(
          links.map(({ token }, index) => clients[index]!.postJson('/email/change', { token })),
        );
        expect([countOf(answers, 204), countOf(answers, 409)]).toEqual([1, 1]);
        expect(answers.find(({ status }) => status === 409)).toMatchObject({ body: { code: 'email_taken' } });
      }
    });

    it('an undo wins against a confirmation at the same time', async () => {
      for (let round = 0; round < 5; round += 1) {
        const { token, undo } = await requested(`kim-${round}`, `kim-${round}@example.org`);
        const [confirmed, undone] = await Promise.all([
          clients[0]!.postJson('/email/change', { token }),
          clients[1]!.postJson('/email/undo', { token: undo }),
        ]);
        expect([204, 400]).toContain(confirmed.status);
        expect(undone.status).toBe(204);
        // Whichever came first, the account has the earlier address, and its reset is mailed there.
        const { token: reset } = await processes.mailer.withLink(`kim-${round}@example.com`, '/reset-password');
        const answer = await clients[0]!.postJson('/password/reset', {
          token: reset,
          new_password: 'a violin in the rain',
        });
        expect(answer.status).toBe(204);
      }
    });
  });

  describe('invitations', () => {
    let token: string;

    beforeAll(async () => {
      await signedIn(clients[0]!, 'root');
      const server = new Server({ connectionString: processes.databaseUrl });
      await server.connect();
      await server.query("UPDATE users SET roles = '{admin}' WHERE username = 'root'");
      await server.end();
      const form = { username: 'root', password: PASSWORD, scope: 'users:write' };
      token = String((await clients[0]!.postForm('/token', form)).body['access_token']);
    });

    const invite = (email: string, index = 0) =>
      clients[index % 2]!.postJson('/invitations', { email }, { Authorization: `Bearer ${token}` });

    async function invited(email: string): Promise<string> {
      expect((await invite(email)).status).toBe(201);
      return (await processes.mailer.withLink(email, '/accept-invitation')).token;
    }

    it('of many acceptances of one, one creates the account', async () => {
      const mailed = await invited('dave@example.com');
      const answers = await atOnce('/invitations/accept', (index) => ({
        token: mailed,
        username: `dave-${index % 5}`,
        password: PASSWORD,
      }));
      expect([countOf(answers, 201), countOf(answers, 400)]).toEqual([1, AT_ONCE - 1]);
    });

    it('of two invited users who choose one name, one gets it, and the other can choose again', async () => {
      for (let round = 0; round < 5; round += 1) {
        const tokens = [await invited(`e-${round}@example.com`), await invited(`f-${round}@example.com`)];
        const accept = (index: number, username: string) =>
          clients[index]!.postJson('/invitations/accept', { token: tokens[index], username, password: PASSWORD });
        const answers = await Promise.all([accept(0, `Eve-${round}`), accept(1, `eve-${round}`)]);
        expect([countOf(answers, 201), countOf(answers, 400)]).toEqual([1, 1]);
        const loser = answers.findIndex(({ status }) => status === 400);
        expect(answers[loser]!.body['detail']).toBe('Username already taken');
        expect((await accept(loser, `frank-${round}`)).status).toBe(201);
      }
    });

    it('of one address at once are one, whose newest link counts', async () => {
      const email = 'grace@example.com';
      const answers = await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => invite(email, index)));
      expect(countOf(answers, 201)).toBe(AT_ONCE);
      expect(new Set(answers.map(({ body }) => body['id'])).size).toBe(1);
      const tokens = (await processes.mailer.allTo(email, AT_ONCE)).map(({ text }) => /#token=([\w-]+)/.exec(text)![1]);
      const accepted = await Promise.all(
        tokens.map((one, index) =>
          clients[index % 2]!.postJson('/invitations/accept', { token: one, username: 'grace', password: PASSWORD }),
        ),
      );
      expect([countOf(accepted, 201), countOf(accepted, 400)]).toEqual([1, AT_ONCE - 1]);
    });
  });
});
