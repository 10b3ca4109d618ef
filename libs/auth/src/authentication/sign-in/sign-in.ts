import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { InactiveUserError } from '../../errors/credential.errors.js';
import type { DocumentedError } from '../../errors/documented-error.js';
import { OutdatedSignInError } from '../../errors/retryable.errors.js';
import { AuthEvents } from '../../events/auth-events.js';
import { bySubject } from '../../events/domain-event.js';
import { requestOriginOf } from '../../origin/request-origin.js';
import { inOrder, singletonsOf } from '../../singletons.js';
import { ScopeService } from '../../token/scope.service.js';
import { TokenIssuer } from '../../token/token-issuer.js';
import type { TokenResponse } from '../../token/token.response.js';
import { KnownDevices } from '../device/known-devices.js';
import { accountOf } from '../sign-in-attempt.js';
import { SignInLimiter } from '../sign-in-limiter.js';
import type { GrantResult } from './grant-result.js';
import { SignInCheck, type SignInTask } from './sign-in.check.js';
import { SuspendedSignIns } from './suspended-sign-in.js';
import type { RawExchange, TokenRequest } from './token-request.js';

/** Authenticates the user of a token request. */
export type Authenticate = (request: TokenRequest) => GrantResult | Promise<GrantResult>;

/** Completes every sign-in, whichever grant or route has authenticated the user. No way to sign in bypasses the checks. */
@Injectable()
export class SignIn implements OnModuleInit {
  #checks: readonly SignInCheck[] = [];

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly suspended: SuspendedSignIns,
    private readonly limiter: SignInLimiter,
    private readonly devices: KnownDevices,
    private readonly scopes: ScopeService,
    private readonly issuer: TokenIssuer,
    private readonly events: AuthEvents,
  ) {}

  onModuleInit(): void {
    this.#checks = inOrder(singletonsOf(SignInCheck, this.discovery));
  }

  /** The errors that the checks declare, for the OpenAPI document. May be read before the application has been initialised. */
  get errors(): readonly DocumentedError[] {
    return singletonsOf(SignInCheck, this.discovery).flatMap(({ errors }) => errors ?? []);
  }

  /**
   * Describes a sign-in that begins now.
   *
   * @throws InvalidScopeError if its `scope` is malformed, or names a scope that does not exist
   */
  requestOf(raw: RawExchange, read: Pick<TokenRequest, 'grantType' | 'form' | 'client'>): TokenRequest {
    const requestedScopes = this.scopes.requested(read.form.get('scope'));
    return { ...read, requestedScopes, origin: requestOriginOf(raw.request), startedAt: performance.now(), raw };
  }

  /**
   * Authenticates a request and completes it. If the user was changed meanwhile, does both once more with the changed user.
   *
   * @returns the token response (RFC 6749, section 5.1)
   * @throws AuthError if the user is not authenticated, or not admitted
   */
  async perform(request: TokenRequest, authenticate: Authenticate): Promise<TokenResponse> {
    try {
      return await this.complete(await authenticate(request), request);
    } catch (error) {
      if (!(error instanceof OutdatedSignInError)) {
        throw error;
      }
      const again: TokenRequest = { ...request, startedAt: performance.now() };
      return this.complete(await authenticate(again), again);
    }
  }

  /**
   * Completes the result of a grant: admits the user, then begins the session and issues the token. A result that continues a session is a
   * refresh, which the checks may refuse as well.
   *
   * @throws InactiveUserError
   * @throws AuthError of the `SignInCheck` or `AccessTokenCustomizer` that refuses
   * @throws InvalidScopeError if the request names a scope above the ceiling of the result
   * @throws OutdatedSignInError if the user was changed meanwhile
   * @throws ServiceUnavailableError
   */
  async complete(result: GrantResult, request: TokenRequest): Promise<TokenResponse> {
    const { user, authentication, session = null, handover = null } = result;
    const complete = await (session ? this.#admitRefresh(result, request) : this.check(result, request));
    const { grantType, requestedScopes, client, origin, startedAt, raw } = request;
    const scopes = this.scopes.granted(requestedScopes, user, result.scopes);
    const issuance = { user, authentication, grantType, scopes, client, origin, session, handover, startedAt };
    const response = await this.issuer.issue(
      { ...issuance, request: raw.request, verifiedPassword: result.password ?? null, complete },
      // RFC 6749, section 5.1: the scope is in the response if it may differ from the requested one.
      requestedScopes.length > 0 || (result.scopes ?? scopes).length > 0 ? scopes.join(' ') : undefined,
    );
    if (!session) {
      this.events.publish({ type: 'signed_in', ...bySubject(user.id, origin), grantType, scopes });
    }
    return response;
  }

  /**
   * Admits a user without a session and a token: they are active, and no `SignInCheck` refuses. Then the attempt is forgiven, and the
   * device is remembered if there is a response.
   *
   * @throws InactiveUserError
   * @throws AuthError of the check that refuses: then nothing is forgiven
   * @throws ServiceUnavailableError
   */
  async admit(result: GrantResult, request: TokenRequest): Promise<void> {
    const complete = await this.check(result, request);
    await complete();
  }

  /**
   * The same as `admit`, for a caller that has more to do before the sign-in is complete, such as to begin a session.
   *
   * @returns runs the tasks of `PendingSignIn.whenComplete`. If it rejects, the sign-in is refused
   */
  async check(result: GrantResult, request: TokenRequest): Promise<SignInTask> {
    const { user, authentication, attempt } = result;
    demandActive(user);
    const tasks: SignInTask[] = [];
    const pending = {
      user,
      authentication,
      request,
      suspend: () => this.suspended.suspend(result, request),
      whenComplete: (task: SignInTask) => void tasks.push(task),
    };
    for (const check of this.#checks) {
      await check.check(pending);
    }
    if (attempt) {
      await this.limiter.forgive(attempt);
    }
    const { request: rawRequest, response } = request.raw;
    if (response) {
      this.devices.remember(accountOf(user), rawRequest, response);
    }
    return async () => {
      for (const task of tasks) {
        await task();
      }
    };
  }

  /** A refresh completes no sign-in. */
  async #admitRefresh({ user, authentication }: GrantResult, request: TokenRequest): Promise<SignInTask> {
    demandActive(user);
    for (const check of this.#checks) {
      await check.checkRefresh({ user, authentication, request });
    }
    return async () => undefined;
  }
}

function demandActive({ isActive }: GrantResult['user']): void {
  // Not merely truthy: the compiler does not know what the repository of an application returns.
  if (!Object.is(isActive, true)) {
    throw new InactiveUserError();
  }
}
