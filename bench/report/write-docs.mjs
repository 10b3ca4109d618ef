// @ts-check
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format } from 'prettier';
import { ROOT } from '../setup/paths.mjs';
import { measuredTable, targetsTable } from './tables.mjs';

const FILE = join(ROOT, 'docs', 'performance.md');
const BLOCK = /(<!-- bench:begin -->\n).*(<!-- bench:end -->)/s;

/**
 * Writes the figures of a run between the markers of docs/performance.md.
 *
 * @param {import('./results.mjs').Results} results
 */
export async function writeDocs(results) {
  const { machine, options, when, notes } = results;
  const { versions } = machine;
  const block = [
    `Measured on ${when.slice(0, 10)} at commit ${machine.commit}: ${machine.processors}, ${machine.memory}, ${machine.system}, ` +
      `Node ${machine.node}, ${Object.entries(versions)
        .map(([name, version]) => `${name} ${version}`)
        .join(', ')}. ` +
      `${options.rounds} rounds of ${options.seconds} s, medians.`,
    ...notes.map((note) => `_${note}_`),
    '### To reach',
    targetsTable(results.targets),
    '### Measured',
    measuredTable(results.rows),
    '',
  ].join('\n\n');
  const text = await readFile(FILE, 'utf8');
  if (!BLOCK.test(text)) {
    throw new Error(`${FILE} has no markers`);
  }
  const written = text.replace(BLOCK, (_all, begin, end) => `${begin}\n${block}${end}`);
  await writeFile(FILE, await format(written, { parser: 'markdown', printWidth: 120 }));
}
