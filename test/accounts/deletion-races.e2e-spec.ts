import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AccountDeletion, AccountPurge } from '@portcullis/accounts';
import { AccessTokenCustomizer, Accounts, type TokenCustomization } from '@portcullis/auth';
import { type AccountChange, AccountConsequence, BY_SERVICE } from '@portcullis/auth/spi';
import { TestClock } from '@portcullis/testing';
import { DeletionTable } from '../../libs/accounts/src/deletion/deletion.table.js';
import { signedIn } from '../sessions/tokens.js';
import type { Answer } from '../support/client.js';
import { eventually } from '../support/process.js';
import { type AccountsHost, PASSWORD, startAccountsHost } from './accounts-host.js';

/** Holds the next one that passes until it is opened. */
class Gate {
  #held: (() => void) | undefined;
  #isClosed = false;

  close(): void {
    this.#isClosed = true;
  }

  async pass(): Promise<void> {
    if (this.#isClosed) {
      this.#isClosed = false;
      await new Promise<void>((resolve) => (this.#held = resolve));
    }
  }

  async reached(): Promise<void> {
    await eventually(() => this.#held, 60_000);
  }

  open(): void {
    this.#held?.();
  }
}

/** Between the checks of a sign-in and its session. */
class BeforeSession extends AccessTokenCustomizer {
  readonly gate = new Gate();

  async customize(): Promise<TokenCustomization> {
    await this.gate.pass();
    return {};
  }
}

/** In the transaction of a change, in which the account is locked. */
class WithinChange extends AccountConsequence {
  readonly gate = new Gate();

  async follow({ kind }: AccountChange): Promise<void> {
    if (kind === 'deletion_cancelled' || kind === 'deleted') {
      await this.gate.pass();
    }
  }
}

describe('a sign-in at the end of the grace', () => {
  let clock: TestClock;
  let beforeSession: BeforeSession;
  let withinChange: WithinChange;
  let host: AccountsHost;

  beforeEach(async () => {
    clock = new TestClock(new Date());
    beforeSession = new BeforeSession();
    withinChange = new WithinChange();
    host = await startAccountsHost('fastify', {
      accounts: { emailVerification: 'off', purgeInterval: 0 },
      auth: { clock: { useValue: clock } },
      providers: [
        { provide: BeforeSession, useValue: beforeSession },
        { provide: WithinChange, useValue: withinChange },
      ],
    });
    await signedIn(host.client, 'alice');
    await host.app.get(AccountDeletion, { strict: false }).schedule({ username: 'alice' }, BY_SERVICE);
  });
  afterEach(() => host.stop());

  const signIn = (): Promise<Answer> => host.client.signIn('alice', PASSWORD);

  const purge = () => host.app.get(AccountPurge, { strict: false }).purge();

  const endGrace = () => clock.advance({ days: 31 });

  const exists = async () => (await host.app.get(Accounts, { strict: false }).find({ username: 'alice' })) !== null;

  const livingSessions = () => host.database.query('SELECT FROM sessions WHERE ended_at IS NULL');

  /** Waits until a transaction waits for the lock of another. */
  const someoneWaits = () =>
    eventually(async () => {
      const waiting = await host.database.query(
        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
      );
      return waiting.length > 0;
    }, 60_000);

  it('is refused if the grace ends before the sign-in is complete', async () => {
    beforeSession.gate.close();
    const answer = signIn();
    await beforeSession.gate.reached();
    endGrace();
    beforeSession.gate.open();
    expect((await answer).status).toBe(401);
    expect(await livingSessions()).toEqual([]);
    expect(await purge()).toBe(1);
  });

  it('is refused if the account is deleted before the sign-in is complete', async () => {
    beforeSession.gate.close();
    const answer = signIn();
    await beforeSession.gate.reached();
    endGrace();
    expect(await purge()).toBe(1);
    beforeSession.gate.open();
    expect([400, 401]).toContain((await answer).status);
    expect(await livingSessions()).toEqual([]);
  });

  it('is refused if the account is being deleted', async () => {
    beforeSession.gate.close();
    const answer = signIn();
    await beforeSession.gate.reached();
    endGrace();
    withinChange.gate.close();
    const purged = purge();
    await withinChange.gate.reached();
    beforeSession.gate.open();
    await someoneWaits();
    withinChange.gate.open();
    expect((await answer).status).toBeGreaterThanOrEqual(400);
    await purged;
    clock.advance({ days: 1 });
    await purge();
    expect(await exists()).toBe(false);
    expect(await livingSessions()).toEqual([]);
  });

  it('keeps the account if it is complete before the account is deleted', async () => {
    withinChange.gate.close();
    const answer = signIn();
    await withinChange.gate.reached();
    endGrace();
    expect(await purge()).toBe(0);
    withinChange.gate.open();
    const { status } = await answer;
    // On a machine so slow that the transaction reaches its deadline, the sign-in fails and has cancelled nothing.
    expect([200, 503]).toContain(status);
    await purge();
    expect(await exists()).toBe(status === 200);
  });

  it('keeps the account also if another process has begun to delete it', async () => {
    const table = host.app.get(DeletionTable, { strict: false });
    endGrace();
    const takeDue = table.takeDue.bind(table);
    table.takeDue = async () => {
      const taken = await takeDue();
      if (taken !== null) {
        await host.app.get(AccountDeletion, { strict: false }).cancel({ id: taken }, BY_SERVICE);
      }
      return taken;
    };
    expect(await purge()).toBe(0);
    expect(await exists()).toBe(true);
    expect((await signIn()).status).toBe(200);
  });
});
