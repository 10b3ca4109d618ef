// `npm run policy`: who may call what, on the sources as they are. `docs/policies.txt` is what it printed last.
import { buildIfStale } from './build.mjs';

buildIfStale();
await import('../dist/src/cli/policy.js');
