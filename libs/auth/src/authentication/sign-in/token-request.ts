import type { AuthenticatedClient } from '../../client/client.repository.js';
import type { RequestOrigin } from '../../origin/request-origin.js';

/** A token request (RFC 6749, section 3.2). Its client is authenticated; nothing else is verified. */
export interface TokenRequest {
  /** RFC 6749, section 4. */
  readonly grantType: string;
  /** Known scopes without repetition, in the order of the request. Empty if the request names none. */
  readonly requestedScopes: readonly string[];
  /** Every parameter that has a value. */
  readonly form: ReadonlyMap<string, string>;
  /** `null` for an anonymous request: one without the credentials of a client. */
  readonly client: AuthenticatedClient | null;
  readonly origin: RequestOrigin;
  /** Before any password was compared, in milliseconds of `performance.now()`. */
  readonly startedAt: number;
  /** The adapter's own request and response. */
  readonly raw: RawExchange;
}

/** Request and response as Express or Fastify have them. */
export interface RawExchange {
  readonly request: object;
  /** `null` for a sign-in that sets no header: then the device is not remembered. */
  readonly response: object | null;
}
