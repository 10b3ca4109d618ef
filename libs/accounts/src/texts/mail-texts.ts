import type { MailContent } from '../mail/mail.js';
import type {
  AccountFacts,
  DeletionFacts,
  DuplicateRegistrationFacts,
  EmailChangeFacts,
  EmailChangeNoticeFacts,
  InvitationFacts,
  SecretFacts,
  SignInMethodFacts,
  UnknownAddressFacts,
  UsernameChangeFacts,
} from './mail-facts.js';

/**
 * What the mails say, each a function of its facts. The class is both type and injection token. The option `texts` replaces them one by
 * one. A replacement must escape the facts in its HTML: a username may contain markup.
 */
export abstract class MailTexts {
  /** To set a new password. */
  abstract readonly passwordReset: (facts: SecretFacts) => MailContent;
  /** To an address that no account has, when a reset was requested there. Sent by the option `mailsUnknownAddresses` only. */
  abstract readonly unknownAddress: (facts: UnknownAddressFacts) => MailContent;
  /** To verify the address of an account. */
  abstract readonly emailVerification: (facts: SecretFacts) => MailContent;
  /** To the new address, to confirm a change of it. */
  abstract readonly emailChange: (facts: SecretFacts) => MailContent;
  /** To the old address, when a change of it was requested. */
  abstract readonly emailChangeNotice: (facts: EmailChangeNoticeFacts) => MailContent;
  /** To the new address, after the change. */
  abstract readonly emailChanged: (facts: EmailChangeFacts) => MailContent;
  abstract readonly passwordChanged: (facts: AccountFacts) => MailContent;
  abstract readonly usernameChanged: (facts: UsernameChangeFacts) => MailContent;
  abstract readonly signInMethodChanged: (facts: SignInMethodFacts) => MailContent;
  /** To the owner of an address that was entered for another account. */
  abstract readonly duplicateRegistration: (facts: DuplicateRegistrationFacts) => MailContent;
  abstract readonly deletionScheduled: (facts: DeletionFacts) => MailContent;
  abstract readonly invitation: (facts: InvitationFacts) => MailContent;
}
