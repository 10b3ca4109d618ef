// `npm run users -- …`, on the sources as they are. Production runs `node dist/src/cli/users.js …`.
import { buildIfStale } from './build.mjs';

buildIfStale();
await import('../dist/src/cli/users.js');
