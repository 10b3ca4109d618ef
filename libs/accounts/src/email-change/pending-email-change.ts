import { Injectable } from '@nestjs/common';
import type { Account, RequestOrigin, Transaction } from '@portcullis/auth/spi';
import {
  InvalidSecretError,
  type IssuedSecret,
  type OneTimeSecret,
  OneTimeSecrets,
} from '@portcullis/one-time-secrets';
import type { OwnRequest } from '../password/current-password.js';
import { MailSecrets } from '../presented-secret/mail-secrets.js';

/** The purpose of the secrets and of the mails. */
export const EMAIL_CHANGE = 'email_change';

export const CHANGE_LINK_LIFETIME_SECONDS = 3_600;

/** ASVS 6.5.5. */
export const CHANGE_CODE_LIFETIME_SECONDS = 600;

/** At this age the outbox gives a mail up. */
const TICKET_LIFETIME_SECONDS = 86_400;

/** The addresses of a change, as they were typed. */
export interface EmailStep {
  readonly from: string;
  readonly to: string;
}

/** What shows that a user receives mail at the new address: the token of its mail, or the code, typed by the signed-in user. */
export type EmailChangeSecret =
  | {
      readonly token: string;
      /** If the user is signed in, the change must be theirs. */
      readonly user?: OwnRequest['actor'] | undefined;
    }
  | { readonly code: string; readonly user: OwnRequest['actor'] };

/**
 * The address change that a user has asked for. There is one at most, in two forms: a ticket until its mail is composed, outside of the
 * request, and then the secrets of that mail. What revokes the purpose ends it in both.
 */
@Injectable()
export class PendingEmailChange {
  constructor(
    private readonly secrets: OneTimeSecrets,
    private readonly mailSecrets: MailSecrets,
  ) {}

  /** Begins a change in the transaction. It replaces the earlier one. Returns the ticket, which no mail has. */
  async begin({ user, email }: Account, to: string, transaction: Transaction): Promise<string> {
    const step: EmailStep = { from: email, to };
    const secret = { subject: String(user.id), lifetimeSeconds: TICKET_LIFETIME_SECONDS, payload: step };
    return (await this.secrets.issue({ purpose: EMAIL_CHANGE, ...secret }, transaction)).token;
  }

  /**
   * Issues the secrets of the mail in the place of the ticket. The code is bound to the user, so that no other user's session can use it.
   *
   * @returns `null` if the change has ended meanwhile
   */
  async issueSecrets(ticket: string, { user }: Account, transaction: Transaction): Promise<IssuedSecret | null> {
    try {
      const { payload } = await this.secrets.consume({ purpose: EMAIL_CHANGE, token: ticket }, transaction);
      const subject = String(user.id);
      const secret = {
        purpose: EMAIL_CHANGE,
        subject,
        boundTo: subject,
        lifetimeSeconds: CHANGE_LINK_LIFETIME_SECONDS,
        code: { lifetimeSeconds: CHANGE_CODE_LIFETIME_SECONDS },
        payload,
      };
      return await this.secrets.issue(secret, transaction);
    } catch (error) {
      if (error instanceof InvalidSecretError) {
        return null;
      }
      throw error;
    }
  }

  /**
   * Checks a secret of the mail and does not use it up. A wrong code stays counted.
   *
   * @throws InvalidSecretError, also if it is the secret of another user than the signed-in one
   * @throws TooManyAttemptsError if the network of the client has presented too many wrong codes
   * @throws ServiceUnavailableError
   */
  async verify(secret: EmailChangeSecret, origin: RequestOrigin): Promise<OneTimeSecret> {
    const presented = await ('token' in secret
      ? this.mailSecrets.verifyToken({ purpose: EMAIL_CHANGE, token: secret.token })
      : this.mailSecrets.verifyCode({ purpose: EMAIL_CHANGE, boundTo: secret.user.id, code: secret.code }, origin));
    if (secret.user && secret.user.id !== presented.subject) {
      throw new InvalidSecretError();
    }
    return presented;
  }
}
