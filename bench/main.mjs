// @ts-check
// `npm run bench`: the service against floors and peers, in one run. See README.md beside this file.
import { readOptions } from './options.mjs';
import { closeAll, closeOnSignals } from './process/closing.mjs';
import { profile } from './profile/profile.mjs';
import { describeMachine } from './report/machine.mjs';
import { writeResults } from './report/results.mjs';
import { measuredTable, targetsTable } from './report/tables.mjs';
import { writeDocs } from './report/write-docs.mjs';
import { SCENARIOS } from './scenarios/scenarios.mjs';
import { compile } from './setup/compile.mjs';
import { installPeers } from './setup/install-peers.mjs';
import { openStage } from './stage.mjs';

/** @param {string} text */
const say = (text) => process.stdout.write(`${text}\n`);

/**
 * @param {import('./stage.mjs').Stage} stage
 * @returns {Promise<import('./report/results.mjs').Results>}
 */
async function runScenarios(stage) {
  /** @type {import('./report/results.mjs').Results} */
  const results = {
    when: new Date().toISOString(),
    machine: describeMachine(),
    options: stage.options,
    rows: [],
    targets: [],
    details: {},
    notes: stage.notes,
    troubles: stage.troubles,
  };
  for (const name of stage.options.scenarios) {
    const startedAt = performance.now();
    const findings = await SCENARIOS[name]?.(stage);
    if (findings) {
      results.rows.push(...findings.rows);
      results.targets.push(...findings.targets);
      results.details[name] = findings.details;
    }
    process.stderr.write(`${name}: ${((performance.now() - startedAt) / 1000).toFixed(0)} s\n`);
  }
  return results;
}

/** @param {import('./report/results.mjs').Results} results */
async function report(results) {
  say(`\n${measuredTable(results.rows)}\n\n${targetsTable(results.targets)}\n`);
  results.notes.forEach(say);
  const file = await writeResults(results);
  say(`Every figure: ${file}`);
  if (results.options.writeDocs) {
    await writeDocs(results);
  }
  if (results.troubles.length > 0) {
    say(`\nSome responses were wrong or missing:\n  ${results.troubles.join('\n  ')}`);
    process.exitCode = 1;
  }
}

/** @param {import('./options.mjs').Options} options */
async function main(options) {
  installPeers();
  compile();
  closeOnSignals();
  const stage = await openStage(options);
  await (options.profile ? profile(stage).then(say) : runScenarios(stage).then(report));
}

try {
  await main(readOptions(process.argv.slice(2)));
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
} finally {
  await closeAll();
}
