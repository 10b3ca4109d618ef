// @ts-check
import { ms, percent, times, whole } from '../scenarios/words.mjs';

/** @typedef {import('../scenarios/scenario.js').Row} Row */
/** @typedef {import('../scenarios/scenario.js').Target} Target */

/** @param {readonly Row[]} rows */
export function measuredTable(rows) {
  return table(
    ['what', 'connections', 'requests/s', 'p50', 'p99', 'CPU of the server', 'the service is'],
    rows.map(({ title, connections, perSecond, p50, p99, cpuMicroseconds, serviceTimes }) => [
      title,
      connections === undefined ? '' : whole(connections),
      perSecond < 100 ? perSecond.toFixed(1) : whole(perSecond),
      p50 === null || p50 === undefined ? '' : ms(p50),
      p99 === null || p99 === undefined ? '' : ms(p99),
      cpuMicroseconds === null || cpuMicroseconds === undefined ? '' : `${whole(cpuMicroseconds)} µs`,
      serviceTimes === undefined ? '' : serviceTimes < 1 ? percent(serviceTimes) : times(serviceTimes),
    ]),
  );
}

/** @param {readonly Target[]} targets */
export function targetsTable(targets) {
  return table(
    ['what', 'at least', 'measured', 'reached'],
    targets.map(({ what, atLeast, measured, reached }) => [what, atLeast, measured, reached ? 'yes' : '**no**']),
  );
}

/**
 * A Markdown table with aligned columns.
 *
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows
 */
function table(head, rows) {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  /** @param {readonly string[]} cells */
  const line = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(line)].join('\n');
}
