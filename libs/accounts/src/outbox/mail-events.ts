import { Injectable } from '@nestjs/common';
import type { DomainEvent } from '@portcullis/auth';
import { BY_SERVICE, DomainEvents } from '@portcullis/auth/spi';

/** The events of the outbox, for the publisher and the listeners of `@portcullis/auth`. */
export type MailEvent = MailGivenUp;

/** A mail could not be sent for a day, or can't be sent at all, and is lost. */
export interface MailGivenUp extends DomainEvent {
  readonly type: 'mail_given_up';
  /** The id of the mail, as in the log. */
  readonly mailId: string;
  readonly purpose: string;
}

@Injectable()
export class MailEvents extends DomainEvents<MailEvent> {
  publishGivenUp({ id, purpose }: { readonly id: string; readonly purpose: string }): void {
    this.publish({ type: 'mail_given_up', ...BY_SERVICE, subject: null, mailId: id, purpose });
  }
}
