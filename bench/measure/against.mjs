// @ts-check
import { percent } from '../scenarios/words.mjs';
import { inRounds } from './in-rounds.mjs';
import { medianRatio } from './median.mjs';
import { measureThroughput, medianThroughput } from './throughput.mjs';

const CONNECTIONS = 32;

/** A small difference needs more and shorter turns. */
const MORE_ROUNDS = 2;

/**
 * Measures contestants against one that they should be as fast as.
 *
 * @param {import('../stage.mjs').Stage} stage
 * @param {{ name: string, title: string, child: import('../process/child.mjs').Child }} standard
 * @param {readonly { name: string, title: string, child: import('../process/child.mjs').Child, what: string }[]} others
 * @param {number} share of the rate of the standard, at least
 * @returns {Promise<import('../scenarios/scenario.js').Findings>}
 */
export async function against(stage, standard, others, share) {
  const { rounds, seconds } = stage.options;
  const all = [standard, ...others];
  const measured = await inRounds(rounds * MORE_ROUNDS, all, (one) =>
    measureThroughput(stage, {
      client: one.name,
      child: one.child,
      connections: CONNECTIONS,
      seconds: seconds / MORE_ROUNDS,
    }),
  );
  /** @param {typeof standard} one */
  const rates = (one) => (measured.get(one) ?? []).map(({ perSecond }) => perSecond);
  /** @param {typeof standard} one */
  const cpu = (one) => (measured.get(one) ?? []).map(({ cpuMicroseconds }) => cpuMicroseconds ?? NaN);
  return {
    rows: all.map((one) =>
      Object.assign({ title: one.title, connections: CONNECTIONS }, medianThroughput(measured.get(one) ?? [])),
    ),
    targets: others.map((one) => {
      const ratio = medianRatio(rates(one), rates(standard));
      return {
        what: one.what,
        atLeast: `${Math.round(share * 100)}% of ${standard.title}`,
        measured: `${percent(ratio)}; processor time of the server ${percent(medianRatio(cpu(one), cpu(standard)))}`,
        reached: ratio >= share,
      };
    }),
    details: Object.fromEntries([...measured].map(([{ name }, results]) => [name, results])),
  };
}
