// One process, so that signals reach the service. `npm start` sets a small young generation, because the service is idle most of
// the time in development; production has a large one.
import { existsSync } from 'node:fs';
import { loadEnvFile } from 'node:process';
import { buildIfStale } from './build.mjs';
import { refuseTakenPorts } from './free-ports.mjs';

if (existsSync('.env')) {
  loadEnvFile();
}
await refuseTakenPorts();
buildIfStale();
await import('../dist/main.js');
