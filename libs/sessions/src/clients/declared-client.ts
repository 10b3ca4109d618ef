/** A confidential client (RFC 6749, section 2.1): a program that can keep a secret, and proves itself by it. */
export interface DeclaredClient {
  /** The `client_id`. */
  readonly id: string;
  /**
   * `sha256:` and the SHA-256 of the secret, 64 hexadecimal digits. So fast a hash is enough for a secret that is random, and for
   * no other: make one by `openssl rand -hex 32`, and the hash by `printf %s "$SECRET" | sha256sum`.
   */
  readonly secretHash: string;
  /** Whether it may ask what a token is worth: a resource server. @default false */
  readonly introspect?: boolean;
}

/** RFC 6749, appendix A.1, without the colon that would be hard to tell from the one between an id and its secret. */
const ID = /^[\x20-\x39\x3B-\x7E]{1,128}$/;

const SECRET_HASH = /^sha256:[\da-f]{64}$/;

/** @throws Error that names the client, and never repeats a hash */
export function checkedClients(clients: readonly DeclaredClient[]): readonly DeclaredClient[] {
  for (const [index, { id, secretHash }] of clients.entries()) {
    const name = `clients[${index}]`;
    demand(typeof id === 'string' && ID.test(id), `${name}.id of 1 to 128 visible characters without a colon`);
    demand(
      typeof secretHash === 'string' && SECRET_HASH.test(secretHash),
      `${name}.secretHash of the form sha256:<64 hexadecimal digits>`,
    );
    demand(clients.findIndex((other) => other.id === id) === index, `${name}.id that no other client has`);
  }
  return clients;
}

function demand(condition: boolean, what: string): void {
  if (!condition) {
    throw new Error(
      `SessionsModule needs the option ${what}. Write: clients: [{ id: 'reports', secretHash: 'sha256:…', introspect: true }]`,
    );
  }
}
