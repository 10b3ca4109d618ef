export { openDataFolder } from './data-folder.js';
export { keepInDataFolder, type KeptFile } from './kept-file.js';
export {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from './start-embedded-postgres.js';
export type { Settings, StartOptions } from './start-options.js';
