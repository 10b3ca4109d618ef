import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Clock } from '../../clock/clock.js';
import { AuthError } from '../../errors/auth.error.js';
import { StaleGrantError } from '../../errors/oauth.errors.js';
import { reportUnparsedBody } from '../../oauth-endpoint/unparsed-body.js';
import { Refusals } from '../../transport/refusals.js';
import type { TokenResponse } from '../../token/token.response.js';
import type { AuthenticatedUser } from '../../user/authenticated-user.js';
import { UserRepository } from '../../user/user.repository.js';
import { PasswordAuthentication } from '../password.authentication.js';
import { formOfBody } from './body-form.js';
import type { GrantResult } from './grant-result.js';
import { type Authenticate, SignIn } from './sign-in.js';
import type { Login, ProvenBy } from './sign-in-method.js';
import type { RawExchange } from './token-request.js';

/**
 * Signs users in at a route, a GraphQL mutation or a callback of the application. Budgets, checks, scopes, sessions and events are those of
 * the token endpoint, and so is the response: an access token, and what other modules add, such as a refresh token. The route is
 * `@Public()` and needs no guard.
 *
 * Every `AuthError` becomes a `ProblemException`, which needs no filter over HTTP or in GraphQL. `WWW-Authenticate` and `Retry-After`
 * are set before.
 */
@Injectable()
export class SignInService {
  constructor(
    private readonly passwords: PasswordAuthentication,
    private readonly signIn: SignIn,
    private readonly users: UserRepository,
    private readonly clock: Clock,
    private readonly refusals: Refusals,
    private readonly http: HttpAdapterHost,
  ) {}

  /**
   * Signs in the user who knows this password.
   *
   * @param login the body of the request as it is. Not validated before: what is missing or no text is refused
   * @example
   * ```ts
   * @Public()
   * @Post('login')
   * login(@Body() body: LoginBody, @CurrentExchange() exchange: RawExchange) {
   *   return this.signIn.byPassword(body, exchange);
   * }
   * ```
   *
   * @throws ProblemException
   */
  byPassword(login: Login, exchange: RawExchange): Promise<TokenResponse> {
    reportUnparsedBody(exchange.request);
    const form = formOfBody(login);
    const usernameField = !form.has('username') && 'email' in Object(login) ? 'email' : 'username';
    return this.#perform(exchange, { grantType: 'password', form }, (request) =>
      this.passwords.authenticate(request, { usernameField }),
    );
  }

  /**
   * Signs in a user whom the application has proven in another way: at another provider, by a link in an e-mail, or because they have just
   * registered. Reads the user again, so that no outdated row signs in. Call it after the registration is committed.
   *
   * @param user by the members from which `UserRepository.subjectOf` makes the `sub` claim: the id by default
   * @throws ProblemException also if the user is gone
   */
  ofUser(user: AuthenticatedUser, { methods, grantType = 'own_route', scope }: ProvenBy, exchange: RawExchange) {
    const form = formOfBody({ scope });
    return this.#perform(exchange, { grantType, form }, () => this.#proven(user, methods));
  }

  async #proven(user: AuthenticatedUser, methods: readonly string[]): Promise<GrantResult> {
    const stored = await this.users.findBySubject(this.users.subjectOf(user));
    if (!stored) {
      throw new StaleGrantError('The sign-in is not valid', 'the user is gone');
    }
    return { user: stored, authentication: { methods, at: this.clock.now() } };
  }

  async #perform(
    exchange: RawExchange,
    read: { readonly grantType: string; readonly form: ReadonlyMap<string, string> },
    authenticate: Authenticate,
  ): Promise<TokenResponse> {
    this.#setHeaders(exchange, { 'Cache-Control': 'no-store' });
    try {
      return await this.signIn.perform(this.signIn.requestOf(exchange, { ...read, client: null }), authenticate);
    } catch (error) {
      if (!(error instanceof AuthError)) {
        throw error;
      }
      const problem = this.refusals.problemOf(error);
      this.#setHeaders(exchange, problem.headers);
      throw problem;
    }
  }

  #setHeaders({ response }: RawExchange, headers: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(response ? headers : {})) {
      this.http.httpAdapter.setHeader(response, name, value);
    }
  }
}
