import type { ExecutionContext } from '@nestjs/common';
import type { CredentialBearer } from '../transport.js';

/** What the resolvers of one operation share, as far as drivers put something there that is looked at. */
export interface GraphqlContext extends Partial<GraphqlWsContext> {
  readonly req?: (Partial<CredentialBearer> & Partial<GraphqlWsContext>) | null;
  /** Mercurius has no `req`. */
  readonly reply?: { readonly request?: Partial<CredentialBearer> };
}

/** A connection as graphql-ws knows it. */
export interface GraphqlWsContext {
  readonly connectionParams?: Readonly<Record<string, unknown>> | null;
  readonly extra: { readonly socket: GraphqlWsSocket };
}

export interface GraphqlWsSocket {
  readonly readyState: number;
  close(code: number, reason: string): void;
  once(event: 'close', listener: () => void): unknown;
}

export function graphqlContextOf(context: ExecutionContext): GraphqlContext {
  return context.getArgByIndex<GraphqlContext>(2);
}

/**
 * Where the operation has come over graphql-ws: @nestjs/apollo gives its context as `req`; a `context` function of the host's
 * may have passed its members on.
 */
export function graphqlWsContextOf(shared: GraphqlContext): GraphqlWsContext | null {
  const { req } = shared;
  return [req, shared].find((candidate) => isGraphqlWsContext(candidate)) ?? null;
}

function isGraphqlWsContext(candidate: GraphqlContext['req']): candidate is GraphqlWsContext {
  return typeof candidate?.extra?.socket?.close === 'function';
}
