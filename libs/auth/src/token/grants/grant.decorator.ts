import { applyDecorators, Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { Public } from '../../authorization/public.decorator.js';
import type { AuthenticatedUser } from '../../user/authenticated-user.js';
import type { ProvenGrant } from './proven-grant.js';

/** The mark by which the token endpoint finds its grants. */
export const GrantType = DiscoveryService.createDecorator<string>();

/**
 * Makes a provider answer one `grant_type` at the token endpoint (RFC 6749, section 4). It is found by discovery, in
 * whichever module it stands, and implements {@link TokenGrant}. Its method is a route within the route: guards, pipes and
 * interceptors of Nest may stand on it.
 */
export function Grant(grantType: string): ClassDecorator {
  return applyDecorators(Injectable(), Public(), GrantType(grantType));
}

/** Proves who is asking for a token. */
export interface TokenGrant {
  /**
   * @param request the adapter's own request, its body parsed: a form whose members are strings
   * @param response the adapter's own, for a header that goes with the answer
   * @returns the user for whom the token is to be issued, active, and proven by this request; with the scopes that there can be,
   * where it is an earlier authorization that is proven
   * @throws AuthError where it proves nobody
   */
  authenticate(
    request: unknown,
    response: unknown,
  ): AuthenticatedUser | ProvenGrant | Promise<AuthenticatedUser | ProvenGrant>;
}
