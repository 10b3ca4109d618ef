// `npm run mailbox` prints the newest mail that a service on a development machine has kept, and builds if a source has changed.
import { buildIfStale } from './build.mjs';

buildIfStale();
await import('../dist/src/cli/mailbox.js');
