/** Where the endpoints are, below the issuer. */
export interface EndpointPaths {
  readonly token: string;
  /** `false` for none. */
  readonly revocation: string | false;
  /** `false` for none. */
  readonly introspection: string | false;
}

export interface WellKnownModuleOptions {
  /** Where the host has put the endpoints. @default token: 'token', revocation: 'revoke', introspection: 'introspect' */
  readonly paths?: Partial<EndpointPaths>;
}

export const DEFAULT_PATHS: EndpointPaths = { token: 'token', revocation: 'revoke', introspection: 'introspect' };

/** The paths, whole. */
export const ENDPOINT_PATHS = Symbol('EndpointPaths');
