import { type Mail, Mailer } from '@portcullis/accounts';

/** Keeps what it was given. A test decides what becomes of each mail. */
export class ScriptedMailer extends Mailer {
  readonly sent: Mail[] = [];
  /** Every call, those included that failed. */
  readonly attempted: Mail[] = [];
  #behaviour: (mail: Mail) => Promise<void> = async () => {};

  async send(mail: Mail): Promise<void> {
    this.attempted.push(mail);
    await this.#behaviour(mail);
    this.sent.push(mail);
  }

  accept(): void {
    this.#behaviour = async () => {};
  }

  /** Fails, like a mail server that refuses or is down. */
  refuse(message = 'connect ECONNREFUSED'): void {
    this.#behaviour = async () => {
      throw new Error(message);
    };
  }

  /** Never ends, whatever is aborted. */
  hang(): void {
    this.#behaviour = () => new Promise(() => {});
  }
}
