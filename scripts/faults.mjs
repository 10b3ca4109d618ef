// `npm run faults [-- <path> …]`: runs the tests of faults in their long form, then prints their figures as a table.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ALL = ['test/faults/', 'test/processes/first-start', 'test/generated-requests'];

const folder = mkdtempSync(join(tmpdir(), 'portcullis-faults-'));
const file = join(folder, 'figures');
writeFileSync(file, '');

const chosen = process.argv.slice(2);
const { status } = spawnSync(
  process.execPath,
  // One after the other, because they measure.
  [join(import.meta.dirname, 'test.mjs'), '--runInBand', ...(chosen.length > 0 ? chosen : ALL)],
  {
    stdio: 'inherit',
    env: { GENERATED_RUNS: '10000', ...process.env, FAULTS: 'long', FAULTS_FIGURES: file },
  },
);

const rows = readFileSync(file, 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line));
const width = Math.max(...rows.map(({ what }) => what.length), 0);
process.stdout.write(`\n${rows.map(({ what, measured }) => `${what.padEnd(width)}  ${measured}\n`).join('')}`);
rmSync(folder, { recursive: true });
process.exit(status ?? 1);
