import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { InvalidClientError } from '@portcullis/auth';
import { SESSIONS_OPTIONS, type CheckedSessionsOptions } from '../sessions.options.js';
import { clientCredentialsOf } from './client-credentials.js';
import type { DeclaredClient } from './declared-client.js';

/** What no secret has for its hash, for the same work where there is no such client. */
const NO_HASH = Buffer.alloc(32);

/** Which of the declared clients is asking. */
@Injectable()
export class ClientAuthentication {
  readonly #clients: ReadonlyMap<string, { readonly client: DeclaredClient; readonly hash: Buffer }>;

  constructor(@Inject(SESSIONS_OPTIONS) { clients }: CheckedSessionsOptions) {
    this.#clients = new Map(clients.map((client) => [client.id, { client, hash: hashIn(client) }]));
  }

  /**
   * @returns the client that has proven itself by its secret; `null` where none has tried
   * @throws InvalidClientError where one has tried, and failed
   * @throws InvalidRequestError where it has tried in two ways
   */
  authenticate(headers: IncomingHttpHeaders, form: ReadonlyMap<string, string>): DeclaredClient | null {
    const credentials = clientCredentialsOf(headers, form);
    if (!credentials) {
      return null;
    }
    const known = this.#clients.get(credentials.id);
    const shown = createHash('sha256').update(credentials.secret).digest();
    if (!timingSafeEqual(shown, known?.hash ?? NO_HASH) || !known) {
      throw new InvalidClientError();
    }
    return known.client;
  }
}

function hashIn({ secretHash }: DeclaredClient): Buffer {
  return Buffer.from(secretHash.slice('sha256:'.length), 'hex');
}
