// `npm run keys -- …`, on the sources as they are. Production runs `node dist/cli/keys.js …`.
import { buildIfStale } from './build.mjs';

buildIfStale();
await import('../dist/cli/keys.js');
