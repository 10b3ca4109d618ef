/** A client that has authenticated itself. */
export interface AuthenticatedClient {
  /** The `client_id` (RFC 6749, section 2.2). */
  readonly id: string;
  /** Whether it may introspect tokens: a resource server. @default false */
  readonly introspect?: boolean;
}

/** A confidential client (RFC 6749, section 2.1): a program that can keep a secret, and authenticates itself by it. */
export interface RegisteredClient extends AuthenticatedClient {
  /** Of 1 to 128 visible ASCII characters, without a colon. */
  readonly id: string;
  /**
   * `sha256:` and the SHA-256 of the secret, 64 hexadecimal digits. So fast a hash is enough for a random secret, and for no other:
   * make one by `openssl rand -hex 32`, and the hash by `printf %s "$SECRET" | sha256sum`.
   */
  readonly secretHash: string;
}

/**
 * The port to the registered clients. A client that is not found can't authenticate: its request is refused, never anonymous. The
 * class is type and injection token in one.
 */
export abstract class ClientRepository {
  /**
   * Whether clients are authenticated at all. If not, credentials of clients are ignored and every request is anonymous.
   * @default true
   */
  get authenticatesClients(): boolean {
    return true;
  }

  /**
   * @param id as the request has it: any text
   * @returns `null` if no client has the id
   * @throws ServiceUnavailableError if the clients are out of reach
   */
  abstract findById(id: string): RegisteredClient | null | Promise<RegisteredClient | null>;
}
