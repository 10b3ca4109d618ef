import { Injectable } from '@nestjs/common';
import type { Session } from '../session/session.js';
import type { RefreshToken } from './refresh-tokens.js';

/** A session that goes on, and the token that it was asked with. */
export interface SessionPresented {
  readonly session: Session;
  readonly token: RefreshToken;
}

/** What the grant has found, for the customizer that comes after it: by the request that both belong to, and no longer than it. */
@Injectable()
export class PresentedSessions {
  readonly #byRequest = new WeakMap<object, SessionPresented>();

  remember(request: object, presented: SessionPresented): void {
    this.#byRequest.set(request, presented);
  }

  of(request: unknown): SessionPresented | undefined {
    return typeof request === 'object' && request !== null ? this.#byRequest.get(request) : undefined;
  }
}
