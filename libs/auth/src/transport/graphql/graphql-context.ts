import type { ExecutionContext } from '@nestjs/common';
import type { CloseListener } from '../connection/connection.js';
import type { CredentialBearer } from '../transport.js';

/** The context that the resolvers of one operation share: the members that are read, of all drivers. */
export interface GraphqlContext extends Partial<GraphqlWsContext> {
  readonly req?: (Partial<CredentialBearer> & Partial<GraphqlWsContext> & { readonly res?: object }) | null;
  /** Only if a `context` function of the application passes it on. */
  readonly res?: object;
  /** Mercurius has no `req`. */
  readonly reply?: { readonly request?: Partial<CredentialBearer> };
}

/** The context of a connection in graphql-ws. */
export interface GraphqlWsContext {
  readonly connectionParams?: Readonly<Record<string, unknown>> | null;
  readonly extra: { readonly socket: GraphqlWsSocket; readonly request?: Partial<CredentialBearer> };
}

export interface GraphqlWsSocket {
  readonly readyState: number;
  close(code: number, reason: string): void;
  once(event: 'close', listener: CloseListener): unknown;
}

/** The arguments of a resolver that the server provides, never those of the client. */
interface ResolverArguments {
  readonly shared: GraphqlContext | undefined;
  readonly info: { readonly operation?: { readonly operation: string } } | undefined;
}

/**
 * Finds the arguments by their number and types, as @nestjs/graphql does: a resolver of references gets (reference, context, info), a
 * resolver of an abstract type (value, context, info, type), and every other resolver (parent, arguments, context, info).
 */
export function resolverArgumentsOf(context: ExecutionContext): ResolverArguments {
  const given = context.getArgs<unknown[]>();
  const [shared, info] = given.length === 3 || isAbstractType(given[3]) ? given.slice(1) : given.slice(2);
  return { shared, info } as ResolverArguments;
}

export function graphqlContextOf(context: ExecutionContext): GraphqlContext | undefined {
  return resolverArgumentsOf(context).shared;
}

function isAbstractType(value: unknown): boolean {
  return ['[object GraphQLInterfaceType]', '[object GraphQLUnionType]'].includes(Object.prototype.toString.call(value));
}

/**
 * The graphql-ws context of an operation; `null` over HTTP. @nestjs/apollo passes it as `req`; a `context` function of the application
 * may pass on its members.
 */
export function graphqlWsContextOf(shared: GraphqlContext | undefined): GraphqlWsContext | null {
  return [shared?.req, shared].find((candidate) => isGraphqlWsContext(candidate)) ?? null;
}

function isGraphqlWsContext(candidate: GraphqlContext['req']): candidate is GraphqlWsContext {
  return typeof candidate?.extra?.socket?.close === 'function';
}
