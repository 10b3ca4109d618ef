export { SessionsModule } from './sessions.module.js';
export type { SessionsModuleOptions } from './sessions.options.js';
export type { SessionRoutes } from './endpoints/endpoints.route.js';
export type { BegunSession, SessionStart } from './session/session.issuer.js';
export { type Ending, Sessions, type UserId } from './session/sessions.js';
export { CurrentSession, type RequestSession } from './endpoints/current-session.decorator.js';
export { FromSession, type SessionContext } from './endpoints/from-session.decorator.js';
export { ApiSessionId, SessionIdPipe } from './endpoints/session-id.pipe.js';
export { EndedSessionsResponse, SessionListResponse } from './endpoints/session.response.js';
export { NoSessionError, UnknownSessionError } from './endpoints/session.errors.js';

export type {
  RefreshTokenReused,
  SessionEvent,
  SessionRefreshed,
  SessionRevoked,
  SessionStarted,
  SignedOut,
} from './events/session-event.js';
export { SessionEvents } from './events/session-events.js';
export { SessionPurge } from './purge/session.purge.js';

export { type RefreshToken, type RefreshTokenReference, RefreshTokens } from './refresh-token/refresh-tokens.js';
export { type EndedSession, isAliveAt, type Session, type SessionEndReason } from './session/session.js';
export type { SessionPage, SessionQuery } from './session/session-page.js';
export { SessionConsequence } from './session/session.consequence.js';
export {
  type Beginning,
  type NewSession,
  type PresentedSession,
  type RefreshTokenStanding,
  type Rotation,
  type RotationOutcome,
  SessionStore,
} from './session/session.store.js';
export { MemorySessionStore } from './session/memory.session.store.js';
export { PostgresSessionStore } from './session/postgres.session.store.js';

export { sessionsMigrations } from './migrations/sessions-migrations.js';
