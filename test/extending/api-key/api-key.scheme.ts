import { Injectable } from '@nestjs/common';
import { type AuthenticatedUser, type Principal, UserRepository } from '@portcullis/auth';
import { type CredentialBearer, CredentialScheme, InvalidTokenError } from '@portcullis/auth/spi';
import { type ApiKey, ApiKeys } from './api-keys.js';

/** API keys in the header `X-Api-Key`. */
@Injectable()
export class ApiKeyScheme extends CredentialScheme {
  readonly name: string = 'api_key';
  readonly securityScheme = {
    name: 'ApiKey',
    definition: { type: 'apiKey', in: 'header', name: 'X-Api-Key' },
  } as const;

  constructor(
    private readonly keys: ApiKeys,
    private readonly users: UserRepository,
  ) {
    super();
  }

  recognises({ headers }: CredentialBearer): boolean {
    return headers['x-api-key'] !== undefined;
  }

  async authenticate({ headers }: CredentialBearer): Promise<Principal> {
    const { key, user } = await this.#verify(this.keys.findBySecret(String(headers['x-api-key'])));
    const credential = { scheme: this.name, id: key.id };
    return { user, scopes: new Set(key.scopes), claims: {}, authentication: null, credential };
  }

  /** Closes the socket of a revoked key. */
  async revalidate({ credential }: Principal): Promise<AuthenticatedUser> {
    const { user } = await this.#verify(this.keys.find(String(credential['id'])));
    return user;
  }

  async #verify(key: ApiKey | undefined): Promise<{ readonly key: ApiKey; readonly user: AuthenticatedUser }> {
    const user = key && (await this.users.findBySubject(key.subject));
    if (!user) {
      throw new InvalidTokenError('an API key that is unknown or revoked, or whose user was deleted');
    }
    return { key, user };
  }
}
