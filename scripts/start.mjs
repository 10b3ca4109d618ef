// One process from the first line on, so that a signal reaches the service itself. `npm start` gives it a small young
// generation, for a service that idles on somebody's desk; `node dist/src/main.js` in production has Node's own size.
import { buildIfStale } from './build.mjs';

buildIfStale();
await import('../dist/src/main.js');
