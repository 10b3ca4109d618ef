// One process from the first line on, so that a signal reaches the service itself. `npm start` gives it a small young
// generation, for a service that idles on somebody's desk; in production it has a large one.
import { buildIfStale } from './build.mjs';

buildIfStale();
await import('../dist/main.js');
