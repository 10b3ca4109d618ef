// `npm run policy` prints the policy of each route. `docs/policies.txt` is its last output.
import { buildIfStale } from './build.mjs';

buildIfStale();
await import('../dist/src/cli/policy.js');
