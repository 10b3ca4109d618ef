import type { ExecutionContext } from '@nestjs/common';
import { MalformedAuthorizationError } from '../../errors/auth.error.js';
import type { ProblemException } from '../../errors/problem.exception.js';
import { bearerFrom } from '../bearer-from.js';
import type { Connection } from '../connection/connection.js';
import type { CredentialBearer, Transport } from '../transport.js';
import { graphqlContextOf, graphqlWsContextOf, type GraphqlWsContext } from './graphql-context.js';
import { GraphqlRefusal } from './graphql.refusal.js';
import { GraphqlWsConnection } from './graphql-ws.connection.js';

/** Queries and mutations by the request behind them; subscriptions, and all else over graphql-ws, by its `connectionParams`. */
export class GraphqlTransport implements Transport {
  bearerOf(context: ExecutionContext): CredentialBearer {
    const shared = graphqlContextOf(context);
    const connection = graphqlWsContextOf(shared);
    if (connection) {
      return bearerFrom(authorizationIn(connection));
    }
    const request = shared.req ?? shared.reply?.request;
    if (!request?.headers) {
      throw new Error("Portcullis does not find the request behind a GraphQL operation: its context has no 'req'.");
    }
    return request as CredentialBearer;
  }

  refusal(problem: ProblemException): GraphqlRefusal {
    return new GraphqlRefusal(problem);
  }

  connectionOf(context: ExecutionContext): Connection | null {
    const info = context.getArgByIndex<{ readonly operation: { readonly operation: string } } | undefined>(3);
    if (info?.operation.operation !== 'subscription') {
      return null;
    }
    const connection = graphqlWsContextOf(graphqlContextOf(context));
    if (!connection) {
      throw new Error(
        "A subscription is guarded that could not be ended: its context has not got graphql-ws's 'extra' in it, or in 'req'.",
      );
    }
    return new GraphqlWsConnection(connection.extra.socket);
  }
}

function authorizationIn({ connectionParams }: GraphqlWsContext): unknown {
  const shown = Object.entries(connectionParams ?? {}).filter(([name]) => name.toLowerCase() === 'authorization');
  if (shown.length > 1) {
    throw new MalformedAuthorizationError('More than one authorization');
  }
  return shown[0]?.[1];
}
