import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Accounts, PasswordHasher } from '@portcullis/auth';
import { type AccountWriter, BY_SERVICE, type Cause, NO_REQUEST } from '@portcullis/auth/spi';
import { SessionConsequence } from '@portcullis/sessions';
import { query } from '../processes/query.js';
import {
  expectAlive,
  expectEnded,
  newcomer,
  PASSWORD,
  Recorder,
  register,
  signIn,
  type Tokens,
} from '../session-endpoints/support.js';
import { startService, type TestService } from '../support/service.js';
import { sessionIn } from './tokens.js';

type Change = (accounts: AccountWriter, username: string) => Promise<unknown>;

describe('the sessions of a user whose account changes', () => {
  const recorder = new Recorder();
  let service: TestService;
  /** A second pool of connections to the same database. */
  let other: TestService;
  let newHash: string;

  beforeAll(async () => {
    service = await startService({ override: recorder.override });
    other = await startService({ runtime: { databaseUrl: service.databaseUrl } });
    newHash = await service.app.get(PasswordHasher, { strict: false }).hash('another passphrase');
  });
  afterAll(async () => {
    await other.stop();
    await service.stop();
  });

  const change = (username: string, work: Change, cause: Cause = BY_SERVICE, { app } = service) =>
    app.get(Accounts, { strict: false }).change(cause, (writer) => work(writer, username));

  const changePassword: Change = async (writer, username) => {
    const from = (await writer.find({ username }))!.passwordHash;
    return writer.setPasswordHash({ username }, { from, to: newHash });
  };

  const livingOf = (username: string) =>
    query(
      service.databaseUrl,
      `SELECT sessions.id FROM sessions JOIN users ON sessions.user_id = users.id::text
       WHERE username = $1 AND ended_at IS NULL`,
      [username],
    );

  it.each<[what: string, reason: string, work: Change]>([
    ['deactivated', 'user_inactive', (writer, username) => writer.deactivate({ username })],
    ['deleted', 'user_inactive', (writer, username) => writer.delete({ username })],
    ['password', 'password_changed', changePassword],
    ['access', 'access_revoked', (writer, username) => writer.revokeAccess({ username })],
    ['leaving', 'deletion_scheduled', (writer, username) => writer.scheduleDeletion({ username }, Date.now())],
  ])('end in the transaction of the change, with events after it: %s', async (username, reason, work) => {
    const sessions = [await newcomer(service.client, username), await signIn(service.client, username)];
    const bystander = await newcomer(service.client, `not_${username}`);
    const before = recorder.aboutSessions().length;
    await change(username, async (...given) => {
      await work(...given);
      // Not committed yet.
      expect(await livingOf(username)).toHaveLength(2);
      expect(recorder.aboutSessions()).toHaveLength(before);
    });
    const told = recorder.aboutSessions().slice(before);
    expect(told).toMatchObject([
      { type: 'session_revoked', reason },
      { type: 'session_revoked', reason },
    ]);
    expect(new Set(told.map((event) => Reflect.get(event, 'sessionId') as string))).toEqual(
      new Set(sessions.map(({ refreshToken }) => sessionIn(refreshToken))),
    );
    expect(await livingOf(username)).toEqual([]);
    await expectAlive(service.client, bystander);
  });

  it.each<[what: string, work: Change]>([
    ['email', (writer, username) => writer.setEmail({ username }, 'other@example.com')],
    ['roles', (writer, username) => writer.setRoles({ username }, () => ['admin'])],
    ['renamed', (writer, username) => writer.setUsername({ username }, `${username}2`)],
  ])('go on after a change without consequences: %s', async (username, work) => {
    const session = await newcomer(service.client, username);
    await change(username, work);
    await expectAlive(service.client, session);
  });

  it('go on when the change is rolled back, without an event', async () => {
    const session = await newcomer(service.client, 'undecided');
    const before = recorder.aboutSessions().length;
    const rolledBack = change('undecided', async (writer, username) => {
      await writer.deactivate({ username });
      throw new Error('rolled back');
    });
    await expect(rolledBack).rejects.toThrow('rolled back');
    await expectAlive(service.client, session);
    expect(recorder.aboutSessions()).toHaveLength(before);
    await signIn(service.client, 'undecided');
  });

  it('end, except the one from which users change their own password', async () => {
    const id = String(await register(service.client, 'owner'));
    const [here, there] = [await signIn(service.client, 'owner'), await signIn(service.client, 'owner')];
    const by = (userId: string): Cause => ({
      actor: { kind: 'user', id: userId, sessionId: sessionIn(here.refreshToken) },
      origin: NO_REQUEST,
    });
    await change('owner', changePassword, by(id));
    await expectEnded(service.client, there);
    await expectAlive(service.client, here);
    // By another user, whose own session does not matter.
    await change('owner', changePassword, by('0'));
    await expectEnded(service.client, here);
  });

  it.each<[what: string, work: Change]>([
    ['deactivated', (writer, username) => writer.deactivate({ username })],
    ['password', changePassword],
  ])('never survive a change during which they begin, by either of two connections: %s', async (what, work) => {
    const rounds = 8;
    for (let round = 0; round < rounds; round++) {
      const username = `race_${what}_${round}`;
      await register(service.client, username);
      const attempts = Array.from({ length: 6 }, () =>
        service.client.postForm('/token', { username, password: PASSWORD }),
      );
      // By now the first passwords are hashed, and the last sign-ins have not begun.
      await attempts[round % attempts.length];
      await change(username, work, BY_SERVICE, other);
      await Promise.all(attempts);
      expect(await livingOf(username)).toEqual([]);
    }
  });

  it('survive a change without the consequence: the twin', async () => {
    const consequence = { follow: async () => undefined };
    const defective = await startService({
      override: (builder) => builder.overrideProvider(SessionConsequence).useValue(consequence),
    });
    try {
      const session: Tokens = await newcomer(defective.client, 'alice');
      await change('alice', changePassword, BY_SERVICE, defective);
      await expectAlive(defective.client, session);
    } finally {
      await defective.stop();
    }
  });
});
