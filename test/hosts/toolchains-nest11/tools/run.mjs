// `node tools/run.mjs [<step> …]`: runs the toolchains of steps.json in the one installed folder, and prints the time of each.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const PATH = [join(import.meta.dirname, '../node_modules/.bin'), process.env.PATH].join(delimiter);
const STEPS = JSON.parse(readFileSync(join(import.meta.dirname, 'steps.json'), 'utf8'));

const chosen = process.argv.slice(2);

for (const name of chosen.length > 0 ? chosen : Object.keys(STEPS)) {
  const started = performance.now();
  STEPS[name].forEach(run);
  console.log(`${name}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

function run(command) {
  const { status, stdout, stderr } = spawnSync(command, {
    shell: true,
    encoding: 'utf8',
    env: { ...process.env, PATH },
  });
  if (status !== 0) {
    console.error(`${command}\n${stdout}${stderr}`);
    process.exit(1);
  }
}
