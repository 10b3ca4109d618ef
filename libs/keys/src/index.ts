export { KeyAdministration, type KeySummary } from './administration/key-administration.js';
export { databaseKeyRing } from './key-ring/database-key-ring.provider.js';
export { fileKeyRing, type FileKeyRingOptions } from './key-ring/file-key-ring.provider.js';
export { keysMigrations } from './migrations/keys-migrations.js';
export type { SigningKeyPublished } from './rotation/key-event.js';
export type { KeyRotationOptions } from './rotation/key-rotation.options.js';
export type { KeyState } from './storage/stored-key.js';
export { WellKnownModule } from './well-known/well-known.module.js';
