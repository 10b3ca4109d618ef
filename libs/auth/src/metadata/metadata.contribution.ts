import type { Type } from '@nestjs/common';
import { AcrossCopies } from '../copies/across-copies.decorator.js';
import type { AuthorizationServerMetadata } from './authorization-server.metadata.js';

/**
 * The URL at which clients reach a route of the application; `undefined` if the application does not serve it.
 *
 * @param controller the class; a subclass that the application serves instead is found too
 * @param method the handler, if the controller has several. @default the first
 */
export type UrlOf = (controller: Type, method?: string) => string | undefined;

/** Members of the metadata. `undefined` values are left out. */
export type MetadataMembers = Partial<AuthorizationServerMetadata>;

/**
 * Adds members to the metadata of the authorization server (RFC 8414). Every provider that extends this class, in any module, is called
 * once at start. Lists of several contributions are joined; if other values differ, the application stops at start.
 *
 * ```ts
 * @Injectable()
 * class DeviceMetadata extends MetadataContribution {
 *   contribute(urlOf: UrlOf) {
 *     return { device_authorization_endpoint: urlOf(DeviceAuthorizationController) };
 *   }
 * }
 * ```
 */
@AcrossCopies('MetadataContribution')
export abstract class MetadataContribution {
  abstract contribute(urlOf: UrlOf): MetadataMembers;
}

/**
 * The members `<name>_endpoint` and `<name>_endpoint_auth_methods_supported`. None if the application does not serve the endpoint.
 *
 * @param methods names from the registry "OAuth Token Endpoint Authentication Methods"
 */
export function endpointMembers(name: string, url: string | undefined, methods: readonly string[]): MetadataMembers {
  return url === undefined ? {} : { [`${name}_endpoint`]: url, [`${name}_endpoint_auth_methods_supported`]: methods };
}
