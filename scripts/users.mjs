// `npm run users -- …` builds if a source has changed. Production runs `node dist/cli/users.js …`.
import { buildIfStale } from './build.mjs';

buildIfStale();
await import('../dist/cli/users.js');
