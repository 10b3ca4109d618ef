import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { MailUnavailableError } from '@portcullis/accounts';
import { CONTENT, MailHost, type MailInstance, putTo, until } from './mail-host.js';
import { ScriptedMailer } from './mailers.js';

const OLD = 'the old secret of a test, of more than 32 bytes';
const NEW = 'the new secret of a test, of more than 32 bytes';

describe('the mail outbox', () => {
  let host: MailHost;
  let mailer: ScriptedMailer;

  beforeAll(async () => {
    host = await MailHost.create();
  });
  beforeEach(() => {
    mailer = new ScriptedMailer();
  });
  afterEach(() => host.reset());
  afterAll(() => host.drop());

  const recipients = () => mailer.sent.map(({ to }) => to);

  /** Nothing else was sent before it: mails are sent in the order in which they are due. */
  const expectOnly = async (instance: MailInstance, name: string) => {
    await instance.put(name);
    await host.untilEmpty();
    expect(recipients()).toEqual([`${name}@example.com`]);
  };

  describe('in a transaction', () => {
    it('sends a mail after the commit, and then has it no longer', async () => {
      const { put } = await host.start({ mailer });
      await put('alice');
      await host.untilEmpty();
      expect(mailer.sent).toEqual([
        { id: expect.stringMatching(/^[\da-f-]{36}$/), to: 'alice@example.com', ...CONTENT },
      ]);
    });

    it('sends nothing of a transaction that was rolled back', async () => {
      const instance = await host.start({ mailer });
      const work = instance.database.transaction(async (transaction) => {
        await putTo('alice', instance.outbox, transaction);
        throw new Error('rolled back');
      });
      await expect(work).rejects.toThrow('rolled back');
      await expectOnly(instance, 'bob');
    });

    it('sends a mail of a transaction of the application after its commit', async () => {
      const { database, put } = await host.start({ mailer });
      const client = await host.pool.connect();
      try {
        await client.query('BEGIN');
        await database.within(client, () => put('alice'));
        await put('bob');
        await until(() => mailer.sent.length === 1);
        expect(recipients()).toEqual(['bob@example.com']);
        await client.query('COMMIT');
      } finally {
        client.release();
      }
      await host.untilEmpty();
      expect(recipients()).toEqual(['bob@example.com', 'alice@example.com']);
    });

    it('sends nothing of a transaction of the application that was rolled back', async () => {
      const instance = await host.start({ mailer });
      const client = await host.pool.connect();
      try {
        await client.query('BEGIN');
        await instance.database.within(client, async () => {
          await instance.put('alice');
          await instance.request('greeting');
        });
        await client.query('ROLLBACK');
      } finally {
        client.release();
      }
      await expectOnly(instance, 'bob');
    });

    it('refuses a transaction that another library started', async () => {
      const { outbox } = await host.start({ mailer });
      const foreign = { afterCommit: () => undefined };
      await expect(putTo('alice', outbox, foreign)).rejects.toThrow('Database.transaction()');
    });

    it('commits while the mail server hangs, for mail is never sent in the request', async () => {
      mailer.hang();
      const { put } = await host.start({ mailer });
      for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) {
        await put(name);
      }
      await until(() => mailer.attempted.length > 0);
      expect(await host.rows()).toHaveLength(6);
    });
  });

  describe('in the database', () => {
    it('is encrypted: neither addresses nor contents can be read', async () => {
      const { put, outbox } = await host.start({ mailer, sending: false });
      await put('alice');
      const origin = { address: '192.0.2.7', userAgent: 'Firefox', requestId: 'r-1' };
      await outbox.request({ purpose: 'greeting', address: 'bob@example.com', origin });
      const { rows } = await host.pool.query<Record<string, unknown>>('SELECT * FROM mail_outbox');
      expect(rows).toHaveLength(2);
      const kept = rows
        .flatMap((row) => Object.values(row))
        .map((value) => (Buffer.isBuffer(value) ? value.toString('latin1') : String(value)))
        .join(' ');
      for (const text of ['alice', 'bob', 'example.com', 'Hello', 'WDJB', '192.0.2.7', 'Firefox']) {
        expect(kept).not.toContain(text);
      }
    });

    it('is decrypted by an old secret after a rotation', async () => {
      const { put } = await host.start({ mailer, sending: false, secret: OLD });
      await put('alice');
      await host.start({ mailer, secret: [NEW, OLD] });
      await host.untilEmpty();
      expect(recipients()).toEqual(['alice@example.com']);
    });

    it('waits for the secret that decrypts it, and holds up no other mail', async () => {
      const { put } = await host.start({ mailer, sending: false, secret: OLD });
      await put('alice');
      const rotated = await host.start({ mailer, secret: NEW });
      await rotated.put('bob');
      await until(async () => (await host.rows()).length === 1);
      expect(recipients()).toEqual(['bob@example.com']);
      await rotated.app.close();
      await host.pass('1 hour');
      await host.start({ mailer, secret: [NEW, OLD] });
      await host.untilEmpty();
      expect(recipients()).toEqual(['bob@example.com', 'alice@example.com']);
    });

    it('opens in no other row', async () => {
      const { put } = await host.start({ mailer, sending: false });
      await put('alice');
      await put('bob');
      await host.pool.query(`
        UPDATE mail_outbox SET content = other.content
        FROM (SELECT id, content FROM mail_outbox) AS other WHERE other.id <> mail_outbox.id`);
      await host.start({ mailer });
      await until(async () => (await host.rows()).every(({ attempts, due_in }) => attempts > 0 && due_in < 60));
      expect(mailer.attempted).toEqual([]);
    });
  });

  describe('while the mail server is down', () => {
    it('waits an hour at most between two attempts', async () => {
      mailer.refuse();
      const { put } = await host.start({ mailer, sending: false });
      await put('alice');
      await host.pool.query('UPDATE mail_outbox SET attempts = 40');
      await host.start({ mailer });
      await until(async () => (await host.rows())[0]!.due_in > 200);
      const [row] = await host.rows();
      expect(row!.attempts).toBe(41);
      expect(row!.due_in).toBeLessThanOrEqual(3_600);
    });

    it('loses no mail in an hour, and sends each once afterwards', async () => {
      mailer.refuse();
      const { put, app } = await host.start({ mailer });
      const names = Array.from({ length: 10 }, (_, index) => `user${index}`);
      for (const name of names) {
        await put(name);
      }
      await until(() => new Set(mailer.attempted.map(({ to }) => to)).size === names.length);
      await app.close();
      mailer.accept();
      await host.pass('1 hour');
      await host.start({ mailer });
      await host.untilEmpty();
      expect(recipients().toSorted()).toEqual(names.map((name) => `${name}@example.com`));
      // The same mail each time.
      const ids = (to: string) => new Set(mailer.attempted.filter((mail) => mail.to === to).map(({ id }) => id));
      expect(names.map((name) => ids(`${name}@example.com`).size)).toEqual(names.map(() => 1));
    });

    it('gives a mail up after a day, with an event that names no address', async () => {
      mailer.refuse('550 5.1.1 <alice@example.com> unknown');
      const { put, events } = await host.start({ mailer });
      await put('alice');
      await until(async () => (await host.rows())[0]!.due_in < 60);
      const [row] = await host.rows();
      await host.pass('1 day');
      await host.untilEmpty();
      await until(() => events('mail_given_up').length === 1);
      expect(events('mail_given_up')).toEqual([
        {
          type: 'mail_given_up',
          at: expect.any(Number),
          actor: { kind: 'service' },
          origin: { address: null, userAgent: null, requestId: null },
          subject: null,
          mailId: row!.id,
          purpose: 'greeting',
        },
      ]);
    });

    it('gives up no mail without an attempt, however long no instance ran', async () => {
      const { put } = await host.start({ mailer, sending: false });
      await put('alice');
      await host.pass('3 days');
      await host.start({ mailer });
      await host.untilEmpty();
      expect(recipients()).toEqual(['alice@example.com']);
    });

    it.each(['alice@example.com, mallory@example.com', 'alice@example.com\r\nBcc: mallory@example.com', 'alice'])(
      'never hands a mail to %p to the mailer, and gives it up at once',
      async (to) => {
        const { database, outbox, events } = await host.start({ mailer });
        await database.transaction((transaction) =>
          outbox.put({ purpose: 'greeting', to, content: CONTENT }, transaction),
        );
        await until(() => events('mail_given_up').length === 1);
        expect(await host.rows()).toEqual([]);
        expect(mailer.attempted).toEqual([]);
      },
    );
  });

  describe('at the start and the end of an instance', () => {
    it('sends the mails that wait', async () => {
      const { put, app } = await host.start({ mailer, sending: false });
      await put('alice');
      await app.close();
      await host.start({ mailer });
      await host.untilEmpty();
      expect(recipients()).toEqual(['alice@example.com']);
    });

    it('gives back what it holds if the mail server hangs, and another instance sends it', async () => {
      mailer.hang();
      const { put, app } = await host.start({ mailer });
      await put('alice');
      await put('bob');
      await until(() => mailer.attempted.length === 2);
      await app.close();
      const rows = await host.rows();
      expect(rows.map(({ attempts, due_in }) => [attempts, due_in <= 0])).toEqual([
        [0, true],
        [0, true],
      ]);
      mailer.accept();
      await host.start({ mailer });
      await host.untilEmpty();
      expect(recipients().toSorted()).toEqual(['alice@example.com', 'bob@example.com']);
    });
  });

  describe('of an application without a mailer', () => {
    it('writes nothing, and says so to a route that needs mail', async () => {
      const { outbox, put, request } = await host.start();
      expect(outbox.isAvailable).toBe(false);
      await put('alice');
      await expect(request('greeting')).rejects.toThrow(MailUnavailableError);
      expect(() => outbox.assertAvailable()).toThrow(MailUnavailableError);
      expect(await host.rows()).toEqual([]);
    });
  });
});
