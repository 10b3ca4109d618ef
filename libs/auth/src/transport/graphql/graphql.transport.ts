import type { IncomingHttpHeaders } from 'node:http';
import type { ExecutionContext } from '@nestjs/common';
import { MalformedAuthorizationError } from '../../errors/credential.errors.js';
import type { ProblemException } from '../../errors/problem.exception.js';
import { bearerFrom } from '../bearer-from.js';
import type { Connection } from '../connection/connection.js';
import type { CredentialBearer, Transport } from '../transport.js';
import { scriptHeaders } from '../ws/script-headers.js';
import { graphqlContextOf, graphqlWsContextOf, type GraphqlWsContext, resolverArgumentsOf } from './graphql-context.js';
import { GraphqlWsConnection } from './graphql-ws.connection.js';

/**
 * Reads the credentials of an operation from its HTTP request. Over graphql-ws, reads them from the `connectionParams` and from the headers
 * of the handshake, except `Authorization`.
 */
export class GraphqlTransport implements Transport {
  bearerOf(context: ExecutionContext): CredentialBearer {
    const shared = graphqlContextOf(context);
    const connection = graphqlWsContextOf(shared);
    if (connection) {
      return bearerFrom(authorizationIn(connection), headersOf(connection));
    }
    const request = shared?.req ?? shared?.reply?.request;
    if (!request?.headers) {
      throw new Error("Portcullis does not find the HTTP request of a GraphQL operation: its context has no 'req'.");
    }
    return request as CredentialBearer;
  }

  refusal(problem: ProblemException): ProblemException {
    return problem;
  }

  connectionOf(context: ExecutionContext): Connection | null {
    const { shared, info } = resolverArgumentsOf(context);
    if (info?.operation?.operation !== 'subscription') {
      return null;
    }
    const connection = graphqlWsContextOf(shared);
    if (!connection) {
      throw new Error(
        "Portcullis could not end this subscription: neither its context nor 'req' in it has the member 'extra' of graphql-ws.",
      );
    }
    return new GraphqlWsConnection(connection.extra.socket);
  }
}

function headersOf({ connectionParams, extra: { request } }: GraphqlWsContext): IncomingHttpHeaders {
  return { ...scriptHeaders(connectionParams), ...request?.headers };
}

function authorizationIn({ connectionParams }: GraphqlWsContext): unknown {
  const given = Object.entries(connectionParams ?? {}).filter(([name]) => name.toLowerCase() === 'authorization');
  if (given.length > 1) {
    throw new MalformedAuthorizationError('More than one authorization');
  }
  return given[0]?.[1];
}
