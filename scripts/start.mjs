// One process from the first line on, so that a signal reaches the service itself.
import { buildIfStale } from './build.mjs';

buildIfStale();
await import('../dist/src/main.js');
