import type { OptionRules } from '../options/option-rule.js';
import { OptionsCheck } from '../options/options-check.js';
import { ClientRepository, type RegisteredClient } from './client.repository.js';

/** RFC 6749, appendix A.1, without the colon, which separates an id from its secret. */
const ID = /^[\x20-\x39\x3B-\x7E]{1,128}$/;

const SECRET_HASH = /^sha256:[\da-f]{64}$/;

/** The clients of `AuthModule`'s option `clients`. Without any, no client is authenticated. */
export class DeclaredClientRepository extends ClientRepository {
  readonly #clients: ReadonlyMap<string, RegisteredClient>;

  /** @throws Error that names the client that is wrong, and never repeats a hash */
  constructor(clients: readonly RegisteredClient[] = []) {
    super();
    const check = new OptionsCheck('AuthModule');
    for (const [index, client] of clients.entries()) {
      check.check(client, clientRules(clients), `clients[${index}]`);
    }
    check.assertNoFault();
    this.#clients = new Map(clients.map((client) => [client.id, client]));
  }

  /** Many OAuth libraries always send a `client_id` and a `client_secret`: without declared clients they mean nothing. */
  override get authenticatesClients(): boolean {
    return this.#clients.size > 0;
  }

  findById(id: string): RegisteredClient | null {
    return this.#clients.get(id) ?? null;
  }
}

/** The rules of each client in a list of clients. */
export function clientRules(clients: readonly RegisteredClient[]): OptionRules<RegisteredClient> {
  const isUnique = (id: string) => clients.filter((client) => client.id === id).length === 1;
  return {
    id: {
      allowed: '1 to 128 visible characters without a colon, and different from the ids of all other clients',
      example: "'reports'",
      accepts: (id) => typeof id === 'string' && ID.test(id) && isUnique(id),
    },
    secretHash: {
      allowed: 'sha256:<64 hexadecimal digits>',
      example: "'sha256:…'",
      isConfidential: true,
      accepts: (hash) => typeof hash === 'string' && SECRET_HASH.test(hash),
    },
  };
}
