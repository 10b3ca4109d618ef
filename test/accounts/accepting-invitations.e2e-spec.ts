import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Invitations } from '@portcullis/accounts';
import { Accounts, PasswordHasher, ServiceUnavailableError } from '@portcullis/auth';
import { BY_SERVICE } from '@portcullis/auth/spi';
import { ADAPTERS } from '../support/adapters.js';
import type { Answer } from '../support/client.js';
import { TravellingClock } from '../transports/support/travelling.clock.js';
import { type AccountsHost, PASSWORD, startAccountsHost } from './accounts-host.js';
import { FailingStatements } from './failing-statements.js';
import { countingHashes, whileHashingIsFull } from './full-hashing.js';

const INVALID = { status: 400, body: { code: 'invalid_secret', detail: 'The link or the code is not valid' } };
const NAME_TAKEN = { status: 400, body: { code: 'already_registered', detail: 'Username already taken' } };
const EMAIL_TAKEN = { status: 409, body: { code: 'email_taken' } };

describe.each(ADAPTERS)('accepting an invitation, on %s', (adapter) => {
  const clock = new TravellingClock();
  let host: AccountsHost;
  let accounts: Accounts;
  let invitations: Invitations;
  let name: string;
  let email: string;
  let count = 0;

  beforeAll(async () => {
    host = await startAccountsHost(adapter, {
      accounts: { emailVerification: 'required' },
      auth: { clock: { useValue: clock }, roles: ['admin', 'editor'] },
    });
    accounts = host.app.get(Accounts, { strict: false });
    invitations = host.app.get(Invitations, { strict: false });
  });
  afterAll(() => host.stop());
  beforeEach(() => {
    count += 1;
    name = `user-${count}`;
    email = `invited-${count}@example.com`;
  });

  const accept = (body: object): Promise<Answer> => host.client.postJson('/invitations/accept', body);
  const acceptAs = (token: string, username = name) => accept({ token, username, password: PASSWORD });

  async function invited(roles?: readonly string[]): Promise<{ id: string; token: string }> {
    const known = new Set(host.mailer.mails);
    const { id } = await invitations.invite({ email, ...(roles && { roles }) }, BY_SERVICE);
    const { token } = await host.mailer.withLink(email, '/accept-invitation', known);
    return { id, token };
  }

  it('creates an account with the verified address and the invited roles, and does not sign in', async () => {
    const { id, token } = await invited(['editor']);
    const answer = await acceptAs(token);
    expect(answer.status).toBe(201);
    const { user } = (await accounts.find({ username: name }))!;
    const wire = { id: user.id, username: name, email, email_verified: true, is_active: true, roles: ['editor'] };
    expect(answer.body).toEqual(wire);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(answer.text).not.toContain(token);
    expect((await host.client.signIn(name, PASSWORD)).status).toBe(200);
    const published = host.events.filter(({ subject }) => subject?.id === String(user.id));
    expect(published.slice(0, 2)).toMatchObject([
      { type: 'user_registered', actor: { kind: 'token_holder' } },
      { type: 'invitation_accepted', actor: { kind: 'token_holder' }, invitationId: id },
    ]);
    expect(host.mailer.to(email)).toHaveLength(1);
    expect(await host.database.query("SELECT FROM mail_outbox WHERE purpose = 'email_verification'")).toEqual([]);
    expect((await invitations.list()).invitations.map((one) => one.id)).not.toContain(id);
  });

  it('is possible once, with no role by default', async () => {
    const { token } = await invited();
    expect(await acceptAs(token)).toMatchObject({ status: 201, body: { roles: [] } });
    expect(await acceptAs(token)).toMatchObject(INVALID);
    expect(await acceptAs(token, `other-${name}`)).toMatchObject(INVALID);
  });

  it('is not possible after the removal, nor by an earlier link', async () => {
    const removed = await invited();
    await invitations.remove(removed.id, BY_SERVICE);
    expect(await acceptAs(removed.token)).toMatchObject(INVALID);
    const first = await invited(['admin']);
    const known = new Set(host.mailer.mails);
    await invitations.mailAgain(first.id, BY_SERVICE);
    const second = await host.mailer.withLink(email, '/accept-invitation', known);
    const third = await invited(['editor']);
    expect(await acceptAs(first.token)).toMatchObject(INVALID);
    expect(await acceptAs(second.token)).toMatchObject(INVALID);
    expect(await acceptAs(third.token)).toMatchObject({ status: 201, body: { roles: ['editor'] } });
  });

  it('ends with its time', async () => {
    const { token } = await invited();
    clock.travel(7 * 86_400 - 60);
    expect((await accept({ token, username: name, password: email })).status).toBe(422);
    clock.travel(61);
    expect(await acceptAs(token)).toMatchObject(INVALID);
  });

  it('is refused for a taken or a reserved name, and uses nothing up', async () => {
    const { token } = await invited();
    await accounts.change(BY_SERVICE, async (writer) => {
      await writer.create({ username: `Taken-${count}`, email: `taken-${count}@example.com`, passwordHash: null });
      await writer.reserveUsername(`reserved-${count}`, { forever: true });
    });
    expect(await acceptAs(token, `taken-${count}`)).toMatchObject(NAME_TAKEN);
    expect(await acceptAs(token, `Reserved-${count}`)).toMatchObject(NAME_TAKEN);
    expect((await acceptAs(token)).status).toBe(201);
  });

  it('is refused for an address that has an account by now, and uses nothing up', async () => {
    const { token } = await invited();
    const { id } = await accounts.change(BY_SERVICE, (writer) =>
      writer.create({ username: `other-${name}`, email: email.toUpperCase(), passwordHash: null }),
    );
    expect(await acceptAs(token)).toMatchObject(EMAIL_TAKEN);
    await accounts.change(BY_SERVICE, (writer) => writer.setEmail({ id }, `moved-${email}`));
    expect((await acceptAs(token)).status).toBe(201);
  });

  it('is used up by no refused password, and by no other method', async () => {
    const { token } = await invited();
    const refused = { status: 422, body: { errors: [{ pointer: '/password', detail: expect.any(String) }] } };
    for (const password of ['short', 'password1', `${name}-1984`, email, `${email}!`, 'x'.repeat(1_025)]) {
      expect(await accept({ token, username: name, password })).toMatchObject(refused);
    }
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH']) {
      for (const path of ['/invitations/accept', `/invitations/accept?token=${token}`, '/accept-invitation']) {
        expect((await host.client.send(path, { method })).status).toBeGreaterThanOrEqual(400);
      }
    }
    expect((await acceptAs(token)).status).toBe(201);
  });

  it('of many requests at once one succeeds, and the others cost no hash', async () => {
    const { token } = await invited();
    const sent = () => Promise.all(Array.from({ length: 16 }, () => acceptAs(token)));
    const { result, hashes } = await countingHashes(host, sent);
    expect(result.map(({ status }) => String(status)).toSorted()).toEqual(['201', ...Array(15).fill('400')]);
    expect(hashes).toBe(1);
  });

  it('is used up by no request that finds the hashing queue full', async () => {
    const { token } = await invited();
    const answer = await whileHashingIsFull(host, () => acceptAs(token));
    expect(answer).toMatchObject({ status: 503, body: { code: 'service_unavailable' } });
    expect((await acceptAs(token)).status).toBe(201);
  });

  it.each<[what: string, body: object, pointers: readonly string[]]>([
    ['nothing', {}, ['/token', '/username', '/password']],
    ['roles', { token: 'x', username: 'a', password: PASSWORD, roles: ['admin'] }, ['/roles']],
    ['an address', { token: 'x', username: 'a', password: PASSWORD, email: 'a@example.com' }, ['/email']],
    ['a token that is no text', { token: {}, username: 'a', password: PASSWORD }, ['/token']],
    ['a bad name', { token: 'x', username: ' a', password: PASSWORD }, ['/username']],
  ])('is refused with %s', async (_what, body, pointers) => {
    const answer = await accept(body);
    expect(answer.status).toBe(422);
    expect((answer.body['errors'] as { pointer: string }[]).map(({ pointer }) => pointer)).toEqual(pointers);
  });

  it('costs no hash without a valid token, and none is valid for another purpose', async () => {
    await signedInVerified();
    const { token } = await invited();
    expect((await host.client.postJson('/password/forgot', { email: `${name}-x@example.com` })).status).toBe(202);
    const reset = await host.mailer.withLink(`${name}-x@example.com`, '/reset-password');
    await whileHashingIsFull(host, async () => {
      for (const garbage of ['', 'x', 'x'.repeat(10_000), '\0', '\uD800', '__proto__', "' OR 1=1 --", reset.token]) {
        expect(await acceptAs(garbage)).toMatchObject(INVALID);
      }
      expect((await acceptAs(token)).status).toBe(503);
    });
    const elsewhere = { token, new_password: PASSWORD };
    expect(await host.client.postJson('/password/reset', elsewhere)).toMatchObject(INVALID);
    expect(await host.client.postJson('/email/verify', { token })).toMatchObject(INVALID);
    expect((await acceptAs(token)).status).toBe(201);
  });

  async function signedInVerified(): Promise<void> {
    const passwordHash = await host.app.get(PasswordHasher, { strict: false }).hash(PASSWORD);
    await accounts.change(BY_SERVICE, (writer) =>
      writer.create({ username: `${name}-x`, email: `${name}-x@example.com`, emailVerified: true, passwordHash }),
    );
  }

  it('is rolled back with the transaction of the application', async () => {
    const { token } = await invited();
    const acceptance = { token, username: name, password: PASSWORD };
    const client = await host.pool.connect();
    await client.query('BEGIN');
    await host.database.within(client, () => invitations.accept(acceptance));
    await client.query('ROLLBACK');
    expect(await accounts.find({ email })).toBeNull();
    await client.query('BEGIN');
    await host.database.within(client, () => invitations.accept(acceptance));
    await client.query('COMMIT');
    client.release();
    expect(await accounts.find({ email })).toMatchObject({ emailVerified: true });
    expect(await acceptAs(token)).toMatchObject(INVALID);
  });

  it('is not half done if any of its statements fails', async () => {
    const faults = new FailingStatements(host.pool);
    for (let statement = 1, isOver = false; !isOver; statement += 1) {
      name = `faulty-${statement}-${count}`;
      email = `${name}@example.com`;
      const { token } = await invited(['editor']);
      faults.failAt(statement);
      const { status } = await acceptAs(token);
      isOver = !faults.hasFailed;
      faults.stop();
      // The statement that failed may also have been one of the outbox.
      if (status !== 201) {
        expect(status).toBe(503);
        expect(await accounts.find({ email })).toBeNull();
        expect(await acceptAs(token)).toMatchObject({ status: 201, body: { roles: ['editor'] } });
      }
    }
  });

  it('stays possible by the earlier mail if a statement of another one fails', async () => {
    const faults = new FailingStatements(host.pool);
    for (const mailAgain of [
      () => invitations.invite({ email, roles: ['admin'] }, BY_SERVICE),
      (id: string) => invitations.mailAgain(id, BY_SERVICE),
    ]) {
      for (let statement = 1, isOver = false; !isOver; statement += 1) {
        const { id, token } = await invited(['editor']);
        faults.failAt(statement);
        const mailed = await mailAgain(id).then(
          () => true,
          (error: unknown) => error,
        );
        isOver = !faults.hasFailed;
        faults.stop();
        if (mailed !== true) {
          expect(mailed).toBeInstanceOf(ServiceUnavailableError);
          expect(await accept({ token, username: name, password: 'short' })).toMatchObject({ status: 422 });
          const open = (await invitations.list()).invitations.find((one) => one.id === id);
          expect(open).toMatchObject({ email, roles: ['editor'] });
        }
      }
    }
  });
});
