import { Injectable } from '@nestjs/common';
import { Accounts } from '@portcullis/auth';
import {
  type AccountWriter,
  type Cause,
  NO_REQUEST,
  type PageQuery,
  type SignInOrigin,
  type Transaction,
} from '@portcullis/auth/spi';
import { InvalidSecretError, OneTimeSecrets } from '@portcullis/one-time-secrets';
import { AccountsEvents } from '../events/accounts-events.js';
import { MailOutbox } from '../outbox/mail-outbox.js';
import { NewPasswords } from '../password/new-passwords.js';
import { MailSecrets } from '../presented-secret/mail-secrets.js';
import type { AccountOfUser } from '../routes/account-user.response.js';
import { EmailTakenError, takenErrorOf, UsernameTakenError } from '../routes/taken.errors.js';
import { UnknownInvitationError } from './invitation.errors.js';
import type { Invitation, InvitationAcceptance, InvitationPage, NewInvitation } from './invitation.js';
import { INVITATION, InvitationMail } from './invitation.mail.js';
import { InvitationTable } from './invitation.table.js';
import { InvitedRoles } from './invited-roles.js';

/**
 * Invites users by mail. An invited user chooses a name and a password, and has the invited address, verified, and the roles of the
 * invitation. Checks no permission: a caller who may invite may give every role.
 *
 * In a transaction of the application (`Database.within`) each change is committed with that transaction. Everything throws
 * `ServiceUnavailableError` if the database is out of reach.
 */
@Injectable()
export class Invitations {
  constructor(
    private readonly accounts: Accounts,
    private readonly table: InvitationTable,
    private readonly mail: InvitationMail,
    private readonly outbox: MailOutbox,
    private readonly invitedRoles: InvitedRoles,
    private readonly mailSecrets: MailSecrets,
    private readonly secrets: OneTimeSecrets,
    private readonly newPasswords: NewPasswords,
    private readonly events: AccountsEvents,
  ) {}

  /**
   * Invites an address. In one transaction the invitation, its secret and its mail are written. An open invitation of the same address is
   * replaced: it keeps its id, gets the new roles and a new lifetime, and its earlier link becomes invalid.
   *
   * @throws InvitedRolesError if a role is unknown or repeated
   * @throws EmailTakenError if an account has the address
   * @throws MailUnavailableError
   */
  async invite({ email, roles = [] }: NewInvitation, cause: Cause): Promise<Invitation> {
    this.outbox.assertAvailable();
    this.invitedRoles.assertKnown(roles);
    const invitedBy = cause.actor.kind === 'user' ? cause.actor.id : null;
    return this.#mailed(cause, (transaction) => this.table.put({ email, roles, invitedBy }, transaction));
  }

  /**
   * Mails an open invitation again. Its lifetime begins again, and its earlier link becomes invalid.
   *
   * @throws UnknownInvitationError
   * @throws EmailTakenError if an account has the address by now
   * @throws MailUnavailableError
   */
  async mailAgain(id: string, cause: Cause): Promise<Invitation> {
    this.outbox.assertAvailable();
    return this.#mailed(cause, async (transaction) => known(await this.table.prolong(id, transaction)));
  }

  /**
   * Lists one page of the open invitations, newest first.
   *
   * @throws RangeError if `after` is not the `next` of a page
   */
  list(query: PageQuery = {}): Promise<InvitationPage> {
    return this.table.list(query);
  }

  /**
   * Removes an open invitation. Its link becomes invalid.
   *
   * @throws UnknownInvitationError
   */
  async remove(id: string, { actor, origin }: Cause): Promise<void> {
    await this.accounts.change({ actor, origin }, async (_writer, transaction) => {
      known(await this.table.take(id, transaction));
      await this.secrets.revoke({ purpose: INVITATION, subject: id }, transaction);
      await this.events.publishWithin(
        { type: 'invitation_removed', actor, origin, subject: null, invitationId: id },
        transaction,
      );
    });
  }

  /**
   * Creates the account of an invited user by the token of the mail. Does not sign the user in. In one transaction the invitation and its
   * secret are used up and the account is created, with the roles of the invitation.
   *
   * The token is checked before the password costs a hash. A refused password, a full hashing queue and a taken name use nothing up. Of any
   * number of requests with one token, one succeeds.
   *
   * @param origin of the request: if the client disconnects, the hash is not computed
   * @throws InvalidSecretError
   * @throws NewPasswordRefusedError, also if the password repeats the name or the invited address
   * @throws UsernameTakenError
   * @throws EmailTakenError if an account has the address by now
   */
  async accept(
    { token, username, password }: InvitationAcceptance,
    origin: SignInOrigin = NO_REQUEST,
  ): Promise<AccountOfUser> {
    const secret = await this.mailSecrets.verifyToken({ purpose: INVITATION, token });
    const id = String(secret.subject);
    const { email } = valid(await this.table.find(id));
    await this.newPasswords.assertAccepted(password, { user: { username }, email }, 'password');
    const passwordHash = await this.newPasswords.hashOfNewUser(password, origin);
    const cause: Cause = { actor: { kind: 'token_holder' }, origin };
    const created = this.accounts.change(cause, async (writer, transaction) => {
      const invitation = valid(await this.table.take(id, transaction));
      await refuseTaken(writer, { username, email: invitation.email });
      await this.secrets.consume(secret, transaction);
      return this.#create(writer, { username, passwordHash, invitation, cause }, transaction);
    });
    return created.catch((error: unknown) => {
      throw takenErrorOf(error);
    });
  }

  async #create(
    writer: AccountWriter,
    { username, passwordHash, invitation, cause }: Accepted,
    transaction: Transaction,
  ): Promise<AccountOfUser> {
    const { id: invitationId, email, roles } = invitation;
    const user = await writer.create({ username, email, emailVerified: true, passwordHash, roles });
    const subject = { id: String(user.id) };
    await this.events.publishWithin({ type: 'invitation_accepted', ...cause, subject, invitationId }, transaction);
    return { user, email, emailVerified: true };
  }

  /** Writes an invitation and its mail in one transaction. */
  async #mailed(
    { actor, origin }: Cause,
    write: (transaction: Transaction) => Promise<Invitation>,
  ): Promise<Invitation> {
    const inviter = await this.mail.nameOf(actor);
    return this.accounts.change({ actor, origin }, async (writer, transaction) => {
      const invitation = await write(transaction);
      if (await writer.find({ email: invitation.email })) {
        throw new EmailTakenError();
      }
      await this.mail.put(invitation, inviter, transaction);
      const { id: invitationId, roles } = invitation;
      await this.events.publishWithin(
        { type: 'user_invited', actor, origin, subject: null, invitationId, roles },
        transaction,
      );
      return invitation;
    });
  }
}

interface Accepted {
  readonly username: string;
  readonly passwordHash: string;
  readonly invitation: Invitation;
  readonly cause: Cause;
}

/** @throws UnknownInvitationError */
function known(invitation: Invitation | null): Invitation {
  if (!invitation) {
    throw new UnknownInvitationError();
  }
  return invitation;
}

/** @throws InvalidSecretError */
function valid(invitation: Invitation | null): Invitation {
  if (!invitation) {
    throw new InvalidSecretError();
  }
  return invitation;
}

/**
 * Avoids an error in the log of the database. The INSERT still finds a name that is taken a moment later, and a reserved one.
 *
 * @throws UsernameTakenError, EmailTakenError
 */
async function refuseTaken(
  writer: AccountWriter,
  { username, email }: { readonly username: string; readonly email: string },
): Promise<void> {
  if (await writer.find({ email })) {
    throw new EmailTakenError();
  }
  if (await writer.find({ username })) {
    throw new UsernameTakenError();
  }
}
