import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { AuthError } from '../../errors/auth.error.js';
import { Refusals } from '../../transport/refusals.js';
import type { TokenResponse } from '../../token/token.response.js';
import type { AuthenticatedUser } from '../../user/authenticated-user.js';
import { PasswordAuthentication } from '../password.authentication.js';
import { SignIn } from '../sign-in/sign-in.js';
import type { RawExchange, TokenRequest } from '../sign-in/token-request.js';

/** The adapter's own request, its body parsed from JSON or a form. */
export interface LoginRequest {
  readonly body?: unknown;
}

/**
 * Signs users in at a login route of the application, by `username` and `password` of its body. Budgets, checks and events are those
 * of the token endpoint.
 */
@Injectable()
export class PasswordSignIn {
  constructor(
    private readonly passwords: PasswordAuthentication,
    private readonly signIn: SignIn,
    private readonly refusals: Refusals,
    private readonly http: HttpAdapterHost,
  ) {}

  /**
   * Completes a sign-in and returns the response of the token endpoint: an access token, and what other modules add, such as a refresh
   * token. A `scope` of the body is granted as there. The route is `@Public()` and needs no guard.
   *
   * @example
   * ```ts
   * @Public()
   * @Post('login')
   * login(@Req() request: LoginRequest, @Res({ passthrough: true }) response: object) {
   *   return this.passwordSignIn.complete(request, response);
   * }
   * ```
   *
   * @throws ProblemException for every `AuthError`; `WWW-Authenticate` and `Retry-After` are set before
   */
  async complete(request: LoginRequest, response: object): Promise<TokenResponse> {
    const { httpAdapter } = this.http;
    httpAdapter.setHeader(response, 'Cache-Control', 'no-store');
    try {
      return await this.signIn.perform(this.#requestOf({ request, response }), (each) =>
        this.passwords.authenticate(each),
      );
    } catch (error) {
      throw error instanceof AuthError ? this.#refusal(error, response) : error;
    }
  }

  /**
   * Admits a user to a session that the application begins itself. Issues nothing, publishes no `signed_in` event, and does not remember
   * the device.
   *
   * @throws AuthError
   */
  async admit(request: LoginRequest): Promise<AuthenticatedUser> {
    const attempt = this.#requestOf({ request, response: null });
    const result = await this.passwords.authenticate(attempt);
    await this.signIn.admit(result, attempt);
    return result.user;
  }

  #requestOf(raw: RawExchange & { readonly request: LoginRequest }): TokenRequest {
    return this.signIn.requestOf(raw, { grantType: 'password', form: textsIn(raw.request.body), client: null });
  }

  #refusal(error: AuthError, response: object): unknown {
    const problem = this.refusals.problemOf(error);
    for (const [name, value] of Object.entries(problem.headers)) {
      this.http.httpAdapter.setHeader(response, name, value);
    }
    return problem;
  }
}

/** The members of a body that are non-empty text. */
function textsIn(body: unknown): ReadonlyMap<string, string> {
  const members = Object.entries(Object(body) as Record<string, unknown>);
  return new Map(members.filter((member): member is [string, string] => isText(member[1])));
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
