import { createHash, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InvalidClientError, InvalidRequestError } from '../errors/oauth.errors.js';
import { demandOneAuthorization, usesBasic } from '../transport/authorization-header.js';
import type { CredentialBearer } from '../transport/transport.js';
import { type AuthenticatedClient, ClientRepository, type RegisteredClient } from './client.repository.js';

/**
 * How clients authenticate, in the terms of the registry "OAuth Token Endpoint Authentication Methods". An endpoint that accepts
 * anonymous requests adds `none`.
 */
export const CLIENT_SECRET_METHODS: readonly string[] = ['client_secret_basic', 'client_secret_post'];

/** RFC 7617, section 2. Linear: no part can match in two ways. */
const BASIC = /^basic +([A-Za-z0-9+/]+={0,2})$/i;

/** Compared if there is no such client, so that an unknown client costs as much as a wrong secret. */
const NO_HASH = Buffer.alloc(32);

interface ClientCredentials {
  readonly id: string;
  readonly secret: string;
}

type Form = ReadonlyMap<string, string>;

/** Authenticates registered clients, in the same way at every OAuth endpoint. */
@Injectable()
export class ClientAuthentication {
  constructor(private readonly clients: ClientRepository) {}

  /**
   * Authenticates the client of a request by `client_secret_basic` or `client_secret_post` (RFC 6749, section 2.3.1).
   *
   * @param form of `formOf`
   * @returns the client that has proven its secret; `null` for an anonymous request, or if there are no clients
   * @throws InvalidClientError if the client is unknown, its secret is wrong, or the header can't be read
   * @throws InvalidRequestError if the client authenticates in two ways, or the header and the form name two clients
   * @throws MalformedAuthorizationError if there are two `Authorization` headers
   * @throws ServiceUnavailableError if the clients are out of reach
   */
  async authenticate(request: CredentialBearer, form: Form): Promise<AuthenticatedClient | null> {
    // A public client sends its `client_id` alone, which proves nothing.
    if (request.headers.authorization === undefined && !form.has('client_secret')) {
      return null;
    }
    demandOneMethod(request, form);
    const credentials = this.clients.authenticatesClients ? credentialsIn(request, form) : null;
    return credentials && this.#verify(credentials);
  }

  async #verify({ id, secret }: ClientCredentials): Promise<AuthenticatedClient> {
    const known = await this.clients.findById(id);
    const shown = createHash('sha256').update(secret).digest();
    if (!timingSafeEqual(shown, known ? hashOf(known) : NO_HASH) || !known) {
      throw new InvalidClientError();
    }
    return known;
  }
}

/** RFC 6749, section 2.3: "The client MUST NOT use more than one authentication method in each request." */
function demandOneMethod(request: CredentialBearer, form: Form): void {
  demandOneAuthorization(request);
  if (form.has('client_secret') && usesBasic(request.headers)) {
    throw new InvalidRequestError('The client authenticates in two ways');
  }
}

/** What a client presents to prove itself, not verified. `null` if there is nothing, or a header of another scheme. */
function credentialsIn({ headers }: CredentialBearer, form: Form): ClientCredentials | null {
  const id = form.get('client_id');
  const secret = form.get('client_secret');
  if (!usesBasic(headers)) {
    return id !== undefined && secret !== undefined ? { id, secret } : null;
  }
  const credentials = basicCredentialsIn(headers.authorization ?? '');
  if (id !== undefined && credentials.id !== '' && id !== credentials.id) {
    throw new InvalidRequestError('The parameter client_id names another client');
  }
  return credentials.secret === '' ? null : credentials;
}

function basicCredentialsIn(authorization: string): ClientCredentials {
  const [, encoded] = BASIC.exec(authorization) ?? [];
  const text = Buffer.from(encoded ?? '', 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 0) {
    throw new InvalidClientError();
  }
  return { id: formDecoded(text.slice(0, colon)), secret: formDecoded(text.slice(colon + 1)) };
}

/** Section 2.3.1: both are encoded as in a form (appendix B) before they are put together. */
function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new InvalidClientError();
  }
}

/** @throws Error if a repository of the application returns a hash of another kind */
function hashOf({ id, secretHash }: RegisteredClient): Buffer {
  const hash = Buffer.from(secretHash.replace(/^sha256:/, ''), 'hex');
  if (hash.length !== NO_HASH.length) {
    throw new Error(`The client ${id} has no usable secretHash. Store it as sha256:<64 hexadecimal digits>.`);
  }
  return hash;
}
