import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type ComposedMail, MailComposer, type MailRequest } from '@portcullis/accounts';
import type { Transaction } from '@portcullis/auth/spi';
import { databaseTransactionOf } from '@portcullis/database';
import { CONTENT, MailHost, until } from './mail-host.js';
import { ScriptedMailer } from './mailers.js';

/** Composes a mail with a new secret for every address but unknown ones, and writes the secret down. */
class SecretComposer extends MailComposer {
  readonly requests: MailRequest[] = [];
  failing = false;

  constructor(readonly purpose = 'secret') {
    super();
  }

  async compose(request: MailRequest, transaction: Transaction): Promise<ComposedMail | null> {
    this.requests.push(request);
    if (request.address.startsWith('unknown')) {
      return null;
    }
    const { query } = databaseTransactionOf(transaction);
    const [row] = await query<{ secret: string }>(
      'INSERT INTO secrets DEFAULT VALUES RETURNING secret::text AS secret',
    );
    if (this.failing) {
      throw new Error('The composer has failed');
    }
    return { to: request.address, content: { ...CONTENT, text: row!.secret } };
  }
}

describe('a mail that was asked for', () => {
  let host: MailHost;
  let mailer: ScriptedMailer;
  let composer: SecretComposer;

  beforeAll(async () => {
    host = await MailHost.create();
    await host.pool.query('CREATE TABLE secrets (secret uuid NOT NULL DEFAULT gen_random_uuid())');
  });
  beforeEach(async () => {
    mailer = new ScriptedMailer();
    composer = new SecretComposer();
    await host.pool.query('TRUNCATE secrets');
  });
  afterEach(() => host.reset());
  afterAll(() => host.drop());

  const start = (composers: readonly MailComposer[] = [composer], sending = true) =>
    host.start({
      mailer,
      sending,
      providers: composers.map((useValue) => ({ provide: Symbol('composer'), useValue })),
    });
  const secrets = async () => (await host.pool.query<{ secret: string }>('SELECT secret::text FROM secrets')).rows;

  it('is composed outside of the request, with what the request was', async () => {
    const { outbox } = await start();
    const origin = { address: '192.0.2.7', userAgent: 'Firefox', requestId: 'r-1' };
    const before = Date.now();
    await outbox.request({ purpose: 'secret', address: 'Alice@example.com', origin });
    await host.untilEmpty();
    expect(composer.requests).toEqual([
      { purpose: 'secret', address: 'Alice@example.com', origin, requestedAt: expect.any(Number) },
    ]);
    expect(Math.abs(composer.requests[0]!.requestedAt - before)).toBeLessThan(60_000);
    const [{ secret }] = (await secrets()) as [{ secret: string }];
    expect(mailer.sent).toEqual([{ id: expect.any(String), to: 'Alice@example.com', ...CONTENT, text: secret }]);
  });

  it('writes the same row whether or not a mail will be sent', async () => {
    const { request } = await start([composer], false);
    await request('secret', 'unknown@example.com');
    await request('secret', 'unknowm@example.com');
    const { rows } = await host.pool.query('SELECT purpose, length(request), content, attempts FROM mail_outbox');
    expect(rows[0]).toEqual(rows[1]);
  });

  it('is not sent if the composer finds nothing to send', async () => {
    const { request } = await start();
    await request('secret', 'unknown@example.com');
    await host.untilEmpty();
    expect(mailer.attempted).toEqual([]);
    expect(composer.requests).toHaveLength(1);
  });

  it('is not asked for by a transaction that was rolled back', async () => {
    const { database, outbox, request } = await start();
    const work = database.transaction(async (transaction) => {
      const origin = { address: null, userAgent: null, requestId: null };
      await outbox.request({ purpose: 'secret', address: 'alice@example.com', origin }, transaction);
      throw new Error('rolled back');
    });
    await expect(work).rejects.toThrow('rolled back');
    await request('secret', 'bob@example.com');
    await host.untilEmpty();
    expect(composer.requests.map(({ address }) => address)).toEqual(['bob@example.com']);
  });

  it('has the same secret when it is sent again', async () => {
    mailer.refuse();
    const first = await start();
    await first.request('secret');
    await until(() => mailer.attempted.length > 0);
    await first.app.close();
    mailer.accept();
    await host.pass('1 hour');
    await start();
    await host.untilEmpty();
    expect(composer.requests).toHaveLength(1);
    expect(await secrets()).toEqual([{ secret: mailer.sent[0]!.text }]);
    expect(new Set(mailer.attempted.map(({ id, text }) => `${id} ${text}`)).size).toBe(1);
  });

  it('is composed again if the composer fails, whose writes are rolled back, and holds up no other mail', async () => {
    composer.failing = true;
    const { request, put } = await start();
    await request('secret');
    await until(() => composer.requests.length > 0);
    await put('bob');
    await until(() => mailer.sent.length > 0);
    expect(mailer.sent.map(({ to }) => to)).toEqual(['bob@example.com']);
    expect(await secrets()).toEqual([]);
    composer.failing = false;
    await host.pass('1 hour');
    await host.untilEmpty();
    expect(mailer.sent.map(({ to }) => to)).toEqual(['bob@example.com', 'alice@example.com']);
    expect(await secrets()).toHaveLength(1);
  });

  it('waits for a composer of its purpose, and holds up no other mail', async () => {
    const before = await start([]);
    await before.request('secret');
    await before.put('bob');
    await until(() => mailer.sent.length > 0);
    await before.app.close();
    await host.pass('1 hour');
    await start();
    await host.untilEmpty();
    expect(mailer.sent.map(({ to }) => to)).toEqual(['bob@example.com', 'alice@example.com']);
  });

  it('has one composer: two of one purpose stop the start', async () => {
    await expect(start([composer, new SecretComposer()])).rejects.toThrow(
      'SecretComposer and SecretComposer both compose mails of the purpose secret: provide one of them.',
    );
  });
});
