import type { CanActivate, Type } from '@nestjs/common';
import type { Handler } from '../route-policy.js';

export type EntryPointTransport = 'http' | 'graphql' | 'websocket' | 'message';

/** One way to call the application: a route, a GraphQL operation, a message of a gateway, or a pattern of a microservice. */
export interface EntryPoint {
  readonly transport: EntryPointTransport;
  /** As a client calls it: `GET /users`, `Query users`. */
  readonly route: string;
  readonly target: Type;
  readonly method: string;
  readonly handler: Handler;
  /** In the order in which they run. Global guards come first, and only if they certainly run for this transport. */
  readonly guards: readonly Type<CanActivate>[];
  /** One sentence that says why no guard would run here; `null` if guards run. */
  readonly unguardable: string | null;
}

export function placeOf({ target, method }: Pick<EntryPoint, 'target' | 'method'>): string {
  return `${target.name}.${method}`;
}
