import { Injectable } from '@nestjs/common';
import { AccessTokenService, InvalidTokenError } from '@portcullis/auth';
import type { DeclaredClient } from '../clients/declared-client.js';
import type { SessionActor } from '../events/session-event.js';
import { RefreshTokens } from '../refresh-token/refresh-tokens.js';
import type { Session } from '../session/session.js';
import { SessionStore } from '../session/session.store.js';
import { Sessions } from './sessions.js';

/** Ends sessions by their tokens. */
@Injectable()
export class TokenRevocation {
  constructor(
    private readonly refreshTokens: RefreshTokens,
    private readonly accessTokens: AccessTokenService,
    private readonly store: SessionStore,
    private readonly sessions: Sessions,
  ) {}

  /**
   * Ends the session of a token, for the refresh token and the access token alike: RFC 7009, section 2.1 leaves that to the
   * server, and what is left of a session that was given back is of use to thieves alone. What kind of token it is shows, so
   * that a `token_type_hint` is of no account. Does nothing for a token that is not good, that belongs to no session, or
   * that was issued to another client.
   *
   * @throws ServiceUnavailableError where it can't be found out: the token may still be good
   */
  async revoke(token: string, client: DeclaredClient | null): Promise<void> {
    const session = await this.#sessionOf(token);
    if (session && isItsOwn(session, client)) {
      await this.sessions.end(session, { reason: 'revoked', actor: actorOf(client) });
    }
  }

  async #sessionOf(token: string): Promise<Session | null> {
    const refreshToken = this.refreshTokens.identify(token);
    if (refreshToken) {
      // One that has been exchanged is proof too: its holder may have lost the answer with the next.
      return (await this.store.findByToken(refreshToken))?.session ?? null;
    }
    const sid = await this.#sidIn(token);
    return sid === undefined ? null : this.store.find(sid);
  }

  async #sidIn(accessToken: string): Promise<string | undefined> {
    try {
      return (await this.accessTokens.verify(accessToken)).sid;
    } catch (error) {
      if (error instanceof InvalidTokenError) {
        return undefined;
      }
      throw error;
    }
  }
}

/** Section 2.1: "verifies whether the token was issued to the client making the revocation request". */
function isItsOwn({ clientId }: Session, client: DeclaredClient | null): boolean {
  return clientId === null || clientId === client?.id;
}

function actorOf(client: DeclaredClient | null): SessionActor {
  return client ? { kind: 'client', clientId: client.id } : { kind: 'token_holder' };
}
