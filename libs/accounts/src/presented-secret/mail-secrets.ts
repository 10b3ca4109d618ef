import { Injectable } from '@nestjs/common';
import { canonicalEmail, NO_REQUEST, type RequestOrigin } from '@portcullis/auth/spi';
import { Database } from '@portcullis/database';
import {
  type OneTimeSecret,
  OneTimeSecrets,
  type PresentedCode,
  type PresentedToken,
} from '@portcullis/one-time-secrets';
import { CodeBudget } from './code-budget.js';
import type { MailSecret } from './presented-secret.body.js';

/** Checks the secrets of mails that clients present. */
@Injectable()
export class MailSecrets {
  constructor(
    private readonly secrets: OneTimeSecrets,
    private readonly database: Database,
    private readonly codes: CodeBudget,
  ) {}

  /**
   * Checks a secret and does not use it up. A wrong code stays counted, also if the application rolls its transaction back.
   *
   * @param origin of the request; `NO_REQUEST` counts nothing for a network
   * @throws InvalidSecretError
   * @throws TooManyAttemptsError if the network of the client has presented too many wrong codes
   * @throws ServiceUnavailableError
   */
  verify(purpose: string, secret: MailSecret, origin: RequestOrigin): Promise<OneTimeSecret> {
    return 'token' in secret
      ? this.verifyToken({ purpose, token: secret.token })
      : this.verifyCode({ purpose, boundTo: canonicalEmail(secret.email), code: secret.code }, origin);
  }

  /** The same as `verify`, for a token. */
  verifyToken(presented: PresentedToken): Promise<OneTimeSecret> {
    return this.database.outside(() => this.secrets.verify(presented));
  }

  /** The same as `verify`, for a code that may be bound to something else than an address. */
  verifyCode(presented: PresentedCode, origin: RequestOrigin): Promise<OneTimeSecret> {
    return this.database.outside(async () => {
      const giveBack = origin === NO_REQUEST ? null : await this.codes.spend(origin.address);
      const secret = await this.secrets.verify(presented);
      await giveBack?.();
      return secret;
    });
  }
}
