// `npm run users -- …`, on the sources as they are. Production runs `node dist/cli/users.js …`.
import { buildIfStale } from './build.mjs';

buildIfStale();
await import('../dist/cli/users.js');
