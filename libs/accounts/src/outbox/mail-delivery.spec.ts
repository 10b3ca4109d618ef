import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ServiceUnavailableError } from '@portcullis/auth';
import type { Mail } from '../mail/mail.js';
import { Mailer } from '../mail/mailer.js';
import type { MailComposition } from './mail-composition.js';
import { MailDelivery } from './mail-delivery.js';
import type { MailEvents } from './mail-events.js';
import type { LeasedId, LeasedRow, OutboxTable } from './outbox.table.js';

const MAIL: Mail = { id: 'a', to: 'alice@example.com', subject: 'Hello', text: 'Hello', html: '<p>Hello</p>' };
const ROW: LeasedRow = {
  id: 'a',
  purpose: 'greeting',
  request: null,
  content: Buffer.alloc(1),
  attempts: 1,
  createdAt: 0,
  isOverdue: false,
};

/** A table that may be out of reach, and knows what was done to its rows. */
class RecordingTable {
  readonly done: string[] = [];
  isOutOfReach = false;

  delete = (id: string) => this.#record(`delete ${id}`);
  postpone = ({ id }: LeasedId, seconds: number) => this.#record(`postpone ${id} ${seconds}`);
  release = ({ id }: LeasedId) => this.#record(`release ${id}`);

  async #record(what: string): Promise<void> {
    if (this.isOutOfReach) {
      throw new ServiceUnavailableError();
    }
    this.done.push(what);
  }
}

class FailingMailer extends Mailer {
  error: Error | null = null;
  calls = 0;

  async send(): Promise<void> {
    this.calls += 1;
    if (this.error) {
      throw this.error;
    }
  }
}

describe('MailDelivery', () => {
  let table: RecordingTable;
  let mailer: FailingMailer;
  let givenUp: string[];
  let delivery: MailDelivery;
  let logged: string[];

  beforeEach(() => {
    table = new RecordingTable();
    mailer = new FailingMailer();
    givenUp = [];
    logged = [];
    const log = (message: unknown) => void logged.push(String(message));
    jest.spyOn(Logger.prototype, 'warn').mockImplementation(log);
    jest.spyOn(Logger.prototype, 'error').mockImplementation(log);
    delivery = new MailDelivery(
      table as unknown as OutboxTable,
      { mailOf: async () => MAIL } as Pick<MailComposition, 'mailOf'> as MailComposition,
      mailer,
      { publishGivenUp: ({ id }) => void givenUp.push(id) } as Pick<MailEvents, 'publishGivenUp'> as MailEvents,
    );
  });
  afterEach(() => void jest.restoreAllMocks());

  const deliver = (row: Partial<LeasedRow> = {}, signal = new AbortController().signal, isShuttingDown = false) =>
    delivery.deliver({ ...ROW, ...row }, signal, () => isShuttingDown);

  it('deletes the row of a mail that was sent', async () => {
    await deliver();
    expect(table.done).toEqual(['delete a']);
  });

  it('deletes the row later if the database is out of reach, and does not send the mail again', async () => {
    table.isOutOfReach = true;
    await expect(deliver()).rejects.toThrow(ServiceUnavailableError);
    table.isOutOfReach = false;
    await delivery.deleteSent();
    await delivery.deleteSent();
    expect(table.done).toEqual(['delete a']);
    expect(mailer.calls).toBe(1);
  });

  it('postpones a mail that could not be sent, and logs why without its address', async () => {
    mailer.error = new Error('550 5.1.1 <alice@example.com>: unknown, mailto:alice@example.com');
    await deliver({ attempts: 3 });
    expect(table.done).toEqual(['postpone a 20']);
    expect(logged).toEqual([
      'The mail a (greeting) could not be sent. The next attempt is in 20 s: Error: 550 5.1.1 <<address>>: unknown, mailto:<address>',
    ]);
  });

  it('gives a mail up after a day, in a sentence that says what to do', async () => {
    mailer.error = new Error('connect ECONNREFUSED');
    await deliver({ isOverdue: true });
    expect([table.done, givenUp]).toEqual([['delete a'], ['a']]);
    expect(logged).toEqual([
      'The mail a (greeting) was given up after a day. Check the mail server and the options of the mailer: Error: connect ECONNREFUSED',
    ]);
  });

  it('postpones a mail whose mailer does not end, and gives it back at the end of the application', async () => {
    mailer.send = () => new Promise(() => {});
    await deliver({}, AbortSignal.abort(new Error('The mailer took more than 45 s')));
    await deliver({}, AbortSignal.abort(), true);
    expect(table.done).toEqual(['postpone a 5', 'release a']);
  });
});
