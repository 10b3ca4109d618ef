// For applications with TypeORM. Nothing else of this library loads it.
export { StoredSession } from './session/session.entity.js';
