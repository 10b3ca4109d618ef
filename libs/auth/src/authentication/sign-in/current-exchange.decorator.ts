import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { DEFAULT_REALM } from '../../auth.options.js';
import { InvalidRequestError } from '../../errors/oauth.errors.js';
import { problemOf } from '../../errors/problem-of.js';
import { graphqlContextOf, graphqlWsContextOf } from '../../transport/graphql/graphql-context.js';
import type { RawExchange } from './token-request.js';

/**
 * The HTTP request and response of a route or a GraphQL operation, for `SignInService`. Nest still sends what the handler returns.
 *
 * In GraphQL, `response` is `null` if the context has neither `res` nor `reply`: Apollo on Fastify without a `context` function. Then the
 * sign-in works, and the device is not remembered. An operation over a WebSocket is refused, as its request has no address to count
 * guesses by.
 *
 * @example
 * ```ts
 * @Mutation(() => Session)
 * login(@Args() login: LoginArguments, @CurrentExchange() exchange: RawExchange) {
 *   return this.signIn.byPassword(login, exchange);
 * }
 * ```
 */
export const CurrentExchange = (): ParameterDecorator => currentExchange();

/** Returns the value of the parameter. */
export function currentExchangeFactory(_data: unknown, context: ExecutionContext): RawExchange {
  switch (context.getType<string>()) {
    case 'http':
      return { request: context.getArgByIndex<object>(0), response: context.getArgByIndex<object>(1) };
    case 'graphql':
      return graphqlExchangeOf(context);
    default:
      throw new Error('@CurrentExchange() needs an HTTP request: put it on a route of a controller or on a resolver.');
  }
}

function graphqlExchangeOf(context: ExecutionContext): RawExchange {
  const shared = graphqlContextOf(context);
  if (graphqlWsContextOf(shared)) {
    throw problemOf(new InvalidRequestError('Sign in over HTTP, not over a WebSocket'), DEFAULT_REALM);
  }
  const request = shared?.req ?? shared?.reply?.request;
  if (!request) {
    throw new Error("Portcullis does not find the HTTP request of a GraphQL operation: its context has no 'req'.");
  }
  // Express keeps the response of a request.
  return { request, response: shared?.res ?? shared?.reply ?? shared?.req?.res ?? null };
}

const currentExchange = createParamDecorator(currentExchangeFactory);
