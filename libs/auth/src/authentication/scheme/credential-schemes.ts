import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { isOfAnother } from '../../singletons.js';
import type { CredentialBearer } from '../../transport/transport.js';
import type { AuthenticatedUser } from '../../user/authenticated-user.js';
import type { Principal } from '../../user/principal.js';
import { AccessTokenScheme } from '../jwt/access-token.scheme.js';
import { CredentialScheme } from './credential.scheme.js';
import { SchemeChoice } from './scheme-choice.js';

/** All credential schemes of one `AuthModule` or `ResourceServerModule`: the access token, and those that providers add. */
@Injectable()
export class CredentialSchemes implements OnModuleInit {
  /** The access token's scheme if there is no other, so that only applications with several schemes pay for the choice. */
  #chosen: Pick<CredentialScheme, 'authenticate' | 'revalidate'>;

  constructor(
    private readonly accessTokens: AccessTokenScheme,
    private readonly discovery: DiscoveryService,
  ) {
    this.#chosen = accessTokens;
  }

  onModuleInit(): void {
    const schemes = this.list();
    this.#chosen = schemes.length > 1 ? new SchemeChoice(schemes) : this.accessTokens;
  }

  /** The access token first. May be read before the application has been initialised. */
  list(): readonly CredentialScheme[] {
    const discovered = this.discovery
      .getProviders()
      .filter((wrapper) => wrapper.instance instanceof CredentialScheme && !isOfAnother(this, wrapper))
      .map(({ instance }) => instance as CredentialScheme);
    return [...new Set([this.accessTokens, ...discovered])];
  }

  /**
   * Authenticates the caller of a request by its one credential.
   *
   * @throws NotAuthenticatedError if it has none
   * @throws SeveralCredentialsError if it has credentials of two schemes
   * @throws AuthError if the credential is not valid, or if that can't be found out
   */
  authenticate(bearer: CredentialBearer): Promise<Principal> {
    return this.#chosen.authenticate(bearer);
  }

  /**
   * Verifies once more the credential of a caller whose connection has stayed open.
   *
   * @returns the user as stored now
   * @throws AuthError if the credential is no longer valid, or can't be checked
   */
  revalidate(principal: Principal): Promise<AuthenticatedUser> {
    return this.#chosen.revalidate(principal);
  }
}
