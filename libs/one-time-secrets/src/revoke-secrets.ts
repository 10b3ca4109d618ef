import type { FactoryProvider } from '@nestjs/common';
import { type AccountChange, AccountConsequence, type Transaction } from '@portcullis/auth/spi';
import { OneTimeSecrets } from './one-time-secrets.js';

class SecretsConsequence extends AccountConsequence {
  constructor(
    private readonly secrets: OneTimeSecrets,
    private readonly purpose: string | readonly string[],
    private readonly kinds: readonly AccountChange['kind'][],
  ) {
    super();
  }

  async follow({ kind, user }: AccountChange, transaction: Transaction): Promise<void> {
    if (this.kinds.includes(kind)) {
      await this.secrets.revoke({ purpose: this.purpose, subject: String(user.id) }, transaction);
    }
  }
}

/**
 * A provider that revokes the secrets of a user in the transaction of a change of their account: both are committed, or neither. The
 * `subject` of the secrets is the id of the user.
 *
 * @param kinds `'password_changed'`, for example
 *
 * @example
 * ```ts
 * @Module({ imports: [OneTimeSecretsModule.forRoot()], providers: [revokeSecrets('sign_in', 'password_changed')] })
 * ```
 */
export function revokeSecrets(
  purpose: string | readonly string[],
  ...kinds: readonly AccountChange['kind'][]
): FactoryProvider<AccountConsequence> {
  return {
    provide: Symbol(`The consequence that revokes secrets: ${String(purpose)}`),
    inject: [OneTimeSecrets],
    useFactory: (secrets: OneTimeSecrets) => new SecretsConsequence(secrets, purpose, kinds),
  };
}
