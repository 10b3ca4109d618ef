import type { IncomingHttpHeaders } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { ClientAuthentication } from '../clients/client.authentication.js';
import { SESSIONS_OPTIONS, type CheckedSessionsOptions } from '../sessions.options.js';

/** By Basic, and not with an empty name and secret, which is what Swagger UI sends of a client that has neither. */
const ATTEMPT = /^basic (?! *Og==$)/i;

/** Which client is asking for a token, where one has proven itself; the session is its own from then on. */
@Injectable()
export class ClientOfRequest {
  constructor(
    @Inject(SESSIONS_OPTIONS) private readonly options: CheckedSessionsOptions,
    private readonly clients: ClientAuthentication,
  ) {}

  /**
   * Who signs in by a password needs no client: what isn't an attempt of one is ignored, and all of it where the host declares
   * none.
   *
   * @param request the adapter's own, its body parsed
   * @returns its id; `null` where none has tried to prove itself
   * @throws InvalidClientError where one has tried, and failed
   * @throws InvalidRequestError where it has tried in two ways
   */
  of(request: unknown): string | null {
    if (this.options.clients.length === 0) {
      return null;
    }
    const { headers, body } = Object(request) as { readonly headers?: IncomingHttpHeaders; readonly body?: unknown };
    const authorization = ATTEMPT.test(headers?.authorization ?? '') ? headers?.authorization : undefined;
    const members = Object.entries(Object(body) as Record<string, unknown>);
    const form = new Map(members.filter((member): member is [string, string] => isText(member[1])));
    return this.clients.authenticate({ authorization }, form)?.id ?? null;
  }
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
