import type { CanActivate, Type } from '@nestjs/common';

export type EntryPointTransport = 'http' | 'graphql' | 'websocket' | 'message';

/** One way into the application: a route, a GraphQL operation, a gateway's message, a microservice's pattern. */
export interface EntryPoint {
  readonly transport: EntryPointTransport;
  /** What a client calls: `GET /users`, `Query users`. */
  readonly route: string;
  readonly target: Type;
  readonly method: string;
  readonly handler: Handler;
  /** In the order in which they run, those of the whole application first, where they are sure to reach this transport. */
  readonly guards: readonly Type<CanActivate>[];
  /** Why the guards would not run here at all, as a sentence; `null` where they do. */
  readonly unguardable: string | null;
}

// What `ExecutionContext.getHandler()` is.
export type Handler = ReturnType<import('@nestjs/common').ExecutionContext['getHandler']>;

export function placeOf({ target, method }: Pick<EntryPoint, 'target' | 'method'>): string {
  return `${target.name}.${method}`;
}
