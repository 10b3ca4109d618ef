// @ts-check
import { inRounds } from '../measure/in-rounds.mjs';
import { medianRatio } from '../measure/median.mjs';
import { present } from '../measure/present.mjs';
import { measureThroughput, medianThroughput } from '../measure/throughput.mjs';
import { percent, whole } from './words.mjs';

const FLAT_FROM = 32;
const MOST = 2_000;
const COUNTS = [1, 8, FLAT_FROM, 128, 512, MOST];
/** Of what it is over 32. That it is more over many is nothing to complain of. */
const BAR = 0.8;

/**
 * `GET /me` over few connections and many; and, for what many cost whatever is done, Nest + Fastify doing nothing over the most.
 *
 * @type {import('./scenario.js').Scenario}
 */
export async function connections(stage) {
  const { rounds, seconds } = stage.options;
  const service = present(await stage.contestant('service'));
  const floor = present(await stage.contestant('nest'));
  const all = [
    ...COUNTS.map((count) => ({ contestant: service, count })),
    ...[FLAT_FROM, MOST].map((count) => ({ contestant: floor, count })),
  ];
  const troublesBefore = stage.troubles.length;
  const measured = await inRounds(rounds, all, ({ contestant, count }) =>
    measureThroughput(stage, {
      client: contestant.name,
      child: contestant.child,
      connections: count,
      seconds,
    }),
  );
  const isClean = stage.troubles.length === troublesBefore;

  /**
   * @param {import('../contestants.mjs').Contestant} contestant
   * @param {number} count
   */
  const rates = (contestant, count) => {
    const measurement = all.find((one) => one.contestant === contestant && one.count === count);
    return ((measurement && measured.get(measurement)) ?? []).map(({ perSecond }) => perSecond);
  };
  /**
   * @param {import('../contestants.mjs').Contestant} contestant
   * @param {number} count
   */
  const share = (contestant, count) => medianRatio(rates(contestant, count), rates(contestant, FLAT_FROM));
  const ratios = COUNTS.filter((count) => count > FLAT_FROM).map((count) => share(service, count));
  const [least, most] = [Math.min(...ratios), Math.max(...ratios)];
  return {
    rows: all.map((one) =>
      Object.assign({ title: one.contestant.title, connections: one.count }, medianThroughput(measured.get(one) ?? [])),
    ),
    targets: [
      {
        what: 'connections 1 to 2,000',
        atLeast: `no deadlock, no error, flat within 20% from ${FLAT_FROM} on`,
        measured:
          `${percent(least)} to ${percent(most)} of ${FLAT_FROM}, ${isClean ? 'no error' : 'with errors'}; ` +
          `Nest + Fastify doing nothing has ${percent(share(floor, MOST))} over ${whole(MOST)}`,
        reached: isClean && least >= BAR,
      },
    ],
    details: all.map((one) => ({
      title: one.contestant.title,
      connections: one.count,
      rounds: measured.get(one),
    })),
  };
}
