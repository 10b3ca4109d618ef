// `npm run keys -- …`, on the sources as they are. Production runs `node dist/src/cli/keys.js …`.
import { buildIfStale } from './build.mjs';

buildIfStale();
await import('../dist/src/cli/keys.js');
