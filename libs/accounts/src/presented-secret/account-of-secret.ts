import type { Account, AccountKey } from '@portcullis/auth/spi';
import { InvalidSecretError, type OneTimeSecret } from '@portcullis/one-time-secrets';

/**
 * Reads the account of the user whom a secret is about.
 *
 * @param accounts an `AccountWriter`, which locks the account. Lock it before the secret, as everything does that locks both
 * @throws InvalidSecretError if there is no such account, or it is deactivated
 */
export async function accountOfSecret(
  { subject }: OneTimeSecret,
  accounts: { find(key: AccountKey): Promise<Account | null> },
): Promise<Account> {
  const account = subject === null ? null : await accounts.find({ id: subject });
  if (!account?.user.isActive) {
    throw new InvalidSecretError();
  }
  return account;
}
