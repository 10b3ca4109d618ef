// @ts-check
// Loaded into the service by `--import`. Records between two signals.
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';

const INTERVAL_MICROSECONDS = 250;

const session = new Session();
session.connect();
let isRecording = false;

process.on('SIGUSR2', () => void toggle());

async function toggle() {
  if (isRecording) {
    const { profile } = await session.post('Profiler.stop');
    writeFileSync(/** @type {string} */ (process.env['PROFILE_FILE']), JSON.stringify(profile));
    return;
  }
  isRecording = true;
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: INTERVAL_MICROSECONDS });
  await session.post('Profiler.start');
}
