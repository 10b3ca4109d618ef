import { Injectable } from '@nestjs/common';
import { canonicalEmail } from '@portcullis/auth/spi';
import { Database } from '@portcullis/database';
import {
  type OneTimeSecret,
  OneTimeSecrets,
  type PresentedCode,
  type PresentedToken,
} from '@portcullis/one-time-secrets';
import type { MailSecret } from './presented-secret.body.js';

/** Checks the secrets of mails that clients present. */
@Injectable()
export class MailSecrets {
  constructor(
    private readonly secrets: OneTimeSecrets,
    private readonly database: Database,
  ) {}

  /**
   * Checks a secret and does not use it up. A wrong code stays counted, also if the application rolls its transaction back.
   *
   * @throws InvalidSecretError
   * @throws ServiceUnavailableError
   */
  verify(purpose: string, secret: MailSecret): Promise<OneTimeSecret> {
    return this.verifyPresented(
      'token' in secret
        ? { purpose, token: secret.token }
        : { purpose, boundTo: canonicalEmail(secret.email), code: secret.code },
    );
  }

  /** The same as `verify`, for a code that is bound to something else than an address. */
  verifyPresented(presented: PresentedToken | PresentedCode): Promise<OneTimeSecret> {
    return this.database.outside(() => this.secrets.verify(presented));
  }
}
