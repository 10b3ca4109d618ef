export interface AuthorizationServerMetadataOptions {
  /**
   * The URL under which clients reach the application, without its global prefix. Needed if it differs from the issuer, for example
   * behind a proxy that strips a part of the path.
   * @default the issuer
   */
  readonly publicUrl?: string;
}

export const METADATA_OPTIONS = Symbol('AuthorizationServerMetadataOptions');
