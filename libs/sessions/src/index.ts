export { SessionsModule } from './sessions.module.js';
export type { SessionsModuleOptions } from './sessions.options.js';
export type { DeclaredClient } from './clients/declared-client.js';
export type { SessionRoutes } from './endpoints/endpoints.route.js';
export { type Ending, Sessions } from './endpoints/sessions.js';
export { ApiSessionId, ApiUnknownSession } from './endpoints/session.answers.js';
export { EndedSessionsResponse } from './endpoints/ended-sessions.response.js';
export { SessionIdPipe } from './endpoints/session-id.pipe.js';
export { SessionListResponse } from './endpoints/session-list.response.js';
export { unknownSession } from './endpoints/session-problems.js';

export type {
  RefreshTokenReused,
  SessionActor,
  SessionEvent,
  SessionRefreshed,
  SessionRevoked,
  SessionStarted,
  SignedOut,
} from './events/session-event.js';
export { SessionEvents } from './events/session-events.js';
export { SessionPurge } from './purge/session.purge.js';

export { type RefreshToken, type RefreshTokenReference, RefreshTokens } from './refresh-token/refresh-tokens.js';
export { isAliveAt, type Session, type SessionEndReason } from './session/session.js';
export { StoredSession } from './session/session.entity.js';
export {
  type NewSession,
  type PresentedSession,
  type RefreshTokenStanding,
  type Rotation,
  type RotationOutcome,
  SessionStore,
} from './session/session.store.js';
export { MemorySessionStore } from './session/memory.session.store.js';
export { TypeOrmSessionStore } from './session/typeorm.session.store.js';

export { databaseKeyRing } from './keys/database-key-ring.provider.js';
export { fileKeyRing, type FileKeyRingOptions } from './keys/file-key-ring.provider.js';
export { KeyAdministration, type KeySummary } from './keys/key-administration.js';
export type { SigningKeyPublished } from './keys/key-event.js';
export type { KeyRotationOptions } from './keys/key-rotation.options.js';
export type { KeyState } from './keys/stored-key.js';

export { WellKnownModule } from './well-known/well-known.module.js';
export type { EndpointPaths, WellKnownModuleOptions } from './well-known/well-known.options.js';

export { sessionsMigrations } from './migrations/sessions-migrations.js';
