// @ts-check
import { inRounds } from '../measure/in-rounds.mjs';
import { medianRatio } from '../measure/median.mjs';
import { measureThroughput, medianThroughput } from '../measure/throughput.mjs';
import { percent } from './words.mjs';

const COUNTS = [1, 8, 32, 128, 512, 2_000];
const FLAT_FROM = 32;
const BAR = 0.8;

/**
 * `GET /me` over few connections and many.
 *
 * @type {import('./scenario.js').Scenario}
 */
export async function connections(stage) {
  const { rounds, seconds } = stage.options;
  await stage.contestant('service');
  const troublesBefore = stage.troubles.length;
  const measured = await inRounds(rounds, COUNTS, (count, round) =>
    measureThroughput(stage, {
      client: 'service',
      child: stage.service,
      connections: count,
      seconds,
      isFirst: round === 0,
    }),
  );
  const isClean = stage.troubles.length === troublesBefore;

  /** @param {number} count */
  const rates = (count) => (measured.get(count) ?? []).map(({ perSecond }) => perSecond);
  const ratios = COUNTS.filter((count) => count > FLAT_FROM).map((count) =>
    medianRatio(rates(count), rates(FLAT_FROM)),
  );
  const [least, most] = [Math.min(...ratios), Math.max(...ratios)];
  return {
    rows: COUNTS.map((count) =>
      Object.assign({ title: 'Portcullis, HS256', connections: count }, medianThroughput(measured.get(count) ?? [])),
    ),
    targets: [
      {
        what: 'connections 1 to 2,000',
        atLeast: `no deadlock, no error, flat within 20% from ${FLAT_FROM} on`,
        measured: `${percent(least)} to ${percent(most)} of ${FLAT_FROM}, ${isClean ? 'no error' : 'with errors'}`,
        reached: isClean && least >= BAR,
      },
    ],
    details: Object.fromEntries(measured),
  };
}
