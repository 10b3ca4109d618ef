// `npm run keys -- …` builds if a source has changed. Production runs `node dist/cli/keys.js …`.
import { buildIfStale } from './build.mjs';

buildIfStale();
await import('../dist/cli/keys.js');
