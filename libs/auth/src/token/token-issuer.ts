import { Injectable, type OnModuleInit, type Type } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { OutdatedSignInError } from '../errors/retryable.errors.js';
import { inOrder, singletonsOf } from '../singletons.js';
import type { AuthenticatedUser } from '../user/authenticated-user.js';
import { UserRepository } from '../user/user.repository.js';
import type { VerifiedPassword } from '../user/verified-password.js';
import { AccessTokenCustomizer, type TokenCustomization, type TokenIssuance } from './access-token.customizer.js';
import { AccessTokenService } from './access-token.service.js';
import type { TokenResponse } from './token.response.js';

/** A token to issue. */
export interface TokenOrder extends Omit<TokenIssuance, 'subject' | 'confirmUser'> {
  /** `null` if the user signed in without a password. */
  readonly verifiedPassword: VerifiedPassword | null;
  /** Completes the sign-in. Called once, after the session has begun; its error ends the session. @default nothing to do */
  readonly complete?: () => Promise<void>;
}

/** Issues token responses. Does not check whether the user may sign in: `SignIn` has done so. */
@Injectable()
export class TokenIssuer implements OnModuleInit {
  #customizers?: readonly AccessTokenCustomizer[];

  constructor(
    private readonly users: UserRepository,
    private readonly accessTokens: AccessTokenService,
    private readonly discovery: DiscoveryService,
  ) {}

  onModuleInit(): void {
    this.#customizers = inOrder(singletonsOf(AccessTokenCustomizer, this.discovery));
  }

  /** What customizers add to the response, for the OpenAPI document. May be read before the application has been initialised. */
  get responseMembers(): readonly Type[] {
    return singletonsOf(AccessTokenCustomizer, this.discovery).flatMap(({ responseMembers }) => responseMembers ?? []);
  }

  /**
   * Issues a token response (RFC 6749, section 5.1): an access token of this user, with what the customizers and the session add. They
   * replace none of the members that every response has.
   *
   * @param toldScope the `scope` of the response. @default left out
   * @throws AuthError if a customizer or the completion refuses, or the session can't go on
   * @throws Error before the application is initialised, because no customizer is known yet
   */
  async issue(
    { verifiedPassword, complete = async () => undefined, ...ordered }: TokenOrder,
    toldScope?: string,
  ): Promise<TokenResponse> {
    if (!this.#customizers) {
      throw new Error('Tokens are issued by an application that is initialised. Write first: await app.init()');
    }
    const { user, scopes: scope, authentication, session } = ordered;
    const [subject, userId] = [this.users.subjectOf(user), String(user.id)];
    let completion: Promise<void> | undefined;
    const completed = () => (completion ??= complete());
    const confirmUser = async () => {
      await this.#confirm(user, verifiedPassword);
      await completed();
    };
    const issuance = { ...ordered, subject, confirmUser };
    const added: TokenCustomization[] = [];
    for (const customizer of this.#customizers) {
      added.push(await customizer.customize(issuance));
    }
    // Without sessions no customizer has confirmed the user.
    await completed();
    if (session) {
      added.push({ claims: { sid: session.id } }, await session.proceed());
    }
    const claims = Object.assign({}, ...added.map((each) => each.claims)) as Record<string, unknown>;
    const { accessToken, expiresIn } = this.accessTokens.issue({ subject, userId, scope, authentication, claims });
    const own = { access_token: accessToken, token_type: 'bearer', expires_in: expiresIn, scope: toldScope } as const;
    return Object.assign({}, own, ...added.map((each) => each.response), own) as TokenResponse;
  }

  async #confirm(user: AuthenticatedUser, verified: VerifiedPassword | null): Promise<void> {
    if (!(await this.users.isUnchanged(user, verified))) {
      throw new OutdatedSignInError();
    }
  }
}
