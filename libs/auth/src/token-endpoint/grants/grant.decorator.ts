import { applyDecorators, Injectable, type Type } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { GrantResult } from '../../authentication/sign-in/grant-result.js';
import type { TokenRequest } from '../../authentication/sign-in/token-request.js';
import type { DocumentedError } from '../../errors/documented-error.js';
import type { MetadataMembers } from '../../metadata/metadata.contribution.js';

/** The metadata by which the token endpoint finds its grants, those of another copy of this library too. */
export const GrantType = Reflector.createDecorator<GrantMark>({ key: 'portcullis:grant' });

export interface GrantMark extends GrantOptions {
  readonly type: string;
}

export interface GrantOptions {
  /**
   * A class whose `@ApiProperty()` members are the parameters of the request, for the OpenAPI document, which adds `grant_type`.
   * @default the document names no parameter
   */
  readonly form?: Type;
  /** The errors of the grant, except those of every token request, for the OpenAPI document. @default none */
  readonly errors?: readonly DocumentedError[];
  /**
   * Members that the grant adds to the metadata of the authorization server (RFC 8414), beside its entry in `grant_types_supported`:
   * `{ code_challenge_methods_supported: ['S256'] }`. @default none
   */
  readonly metadata?: MetadataMembers;
}

/**
 * Makes a provider of any module serve one `grant_type` at the token endpoint (RFC 6749, section 4). The provider implements
 * {@link TokenGrant}. A guard, pipe, interceptor or filter on it stops the application at start, since Nest would not run it.
 */
export function Grant(grantType: string, options: GrantOptions = {}): ClassDecorator {
  return applyDecorators(Injectable(), GrantType({ ...options, type: grantType }));
}

/** Authenticates the user of a token request. */
export interface TokenGrant {
  /**
   * Called when the client is authenticated. `SignIn` decides afterwards whether the user is active and may sign in. Called twice for one
   * request if the user was changed meanwhile.
   *
   * @throws AuthError if the user is not authenticated
   */
  authenticate(request: TokenRequest): GrantResult | Promise<GrantResult>;
}
