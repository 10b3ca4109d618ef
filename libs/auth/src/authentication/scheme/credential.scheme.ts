import { AcrossCopies } from '../../copies/across-copies.decorator.js';
import type { CredentialBearer } from '../../transport/transport.js';
import type { AuthenticatedUser } from '../../user/authenticated-user.js';
import type { Principal } from '../../user/principal.js';

/** A security scheme of an OpenAPI document, under the name by which operations require it (OpenAPI 3.0, section 4.7.24). */
export interface NamedSecurityScheme {
  /** Its key in `components.securitySchemes`. */
  readonly name: string;
  readonly definition: {
    readonly type: 'apiKey' | 'http' | 'oauth2' | 'openIdConnect';
    readonly [member: string]: unknown;
  };
}

/**
 * Authenticates requests by one kind of credential: access tokens, session cookies, API keys. `JwtAuthGuard` and
 * `@AuthenticatedGateway()` accept the credentials of every scheme of the application, over every transport; a request with
 * credentials of two schemes is refused. Extend this class and provide it in any module, as a singleton.
 *
 * @example
 * ```ts
 * @Injectable()
 * export class ApiKeyScheme extends CredentialScheme {
 *   readonly name = 'api_key';
 *   readonly securityScheme = {
 *     name: 'ApiKey',
 *     definition: { type: 'apiKey', in: 'header', name: 'X-Api-Key' },
 *   } as const;
 *
 *   recognises({ headers }: CredentialBearer) {
 *     return headers['x-api-key'] !== undefined;
 *   }
 *
 *   async authenticate({ headers }: CredentialBearer): Promise<Principal> { … }
 *
 *   async revalidate({ credential }: Principal): Promise<AuthenticatedUser> { … }
 * }
 * ```
 */
@AcrossCopies('CredentialScheme')
export abstract class CredentialScheme {
  /** The `scheme` of `Principal.credential`. Two schemes with one name stop the application at start. */
  abstract readonly name: string;

  /** How the OpenAPI document describes it. */
  abstract readonly securityScheme: NamedSecurityScheme;

  /**
   * Whether the request has a credential of this scheme, valid or not. Reads only the request. A credential that no scheme recognises
   * is ignored.
   */
  abstract recognises(bearer: CredentialBearer): boolean;

  /**
   * Verifies the credential and reads its user from the store. Another guard checks that the user is active.
   *
   * @param bearer a request that {@link recognises} was true for
   * @returns the caller, with {@link name} as `credential.scheme`
   * @throws AuthError `InvalidTokenError` if the credential is not valid, `ServiceUnavailableError` if that can't be found out
   */
  abstract authenticate(bearer: CredentialBearer): Promise<Principal>;

  /**
   * Verifies the credential again for an open socket or stream. It is closed if this throws, or if the user is not
   * active; `ServiceUnavailableError` leaves it open until the next check. A claim `exp` (seconds since the epoch) closes it
   * without this call.
   *
   * @param principal as {@link authenticate} returned it
   * @returns the user as stored now
   * @throws AuthError if the credential is no longer valid
   */
  abstract revalidate(principal: Principal): Promise<AuthenticatedUser>;
}
