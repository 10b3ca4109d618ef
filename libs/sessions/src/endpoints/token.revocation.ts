import { Injectable } from '@nestjs/common';
import {
  type Actor,
  AccessTokenService,
  type AuthenticatedClient,
  InvalidTokenError,
  type RequestOrigin,
} from '@portcullis/auth/spi';
import { RefreshTokens } from '../refresh-token/refresh-tokens.js';
import type { Session } from '../session/session.js';
import { SessionStore } from '../session/session.store.js';
import { Sessions } from '../session/sessions.js';

@Injectable()
export class TokenRevocation {
  constructor(
    private readonly refreshTokens: RefreshTokens,
    private readonly accessTokens: AccessTokenService,
    private readonly store: SessionStore,
    private readonly sessions: Sessions,
  ) {}

  /**
   * Ends the session of an access token or refresh token, so that all its tokens become invalid. RFC 7009, section 2.1 permits this.
   * Does nothing if the token is invalid, has no session, or was issued to another client. Needs no `token_type_hint`: the text shows
   * the type of the token.
   *
   * @throws ServiceUnavailableError if the token can't be checked: it may still be valid
   */
  async revoke(token: string, client: AuthenticatedClient | null, origin: RequestOrigin): Promise<void> {
    const session = await this.#sessionOf(token);
    if (session && mayRevoke(client, session)) {
      await this.sessions.end(session, { reason: 'revoked', actor: actorOf(client), origin });
    }
  }

  async #sessionOf(token: string): Promise<Session | null> {
    const refreshToken = this.refreshTokens.identify(token);
    if (refreshToken) {
      // A token that was already exchanged counts too: its client may have lost the response with the successor.
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
function mayRevoke(client: AuthenticatedClient | null, { clientId }: Session): boolean {
  return clientId === null || clientId === client?.id;
}

function actorOf(client: AuthenticatedClient | null): Actor {
  return client ? { kind: 'client', clientId: client.id } : { kind: 'token_holder' };
}
