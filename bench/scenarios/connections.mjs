// @ts-check
import { inRounds } from '../measure/in-rounds.mjs';
import { medianRatio } from '../measure/median.mjs';
import { present } from '../measure/present.mjs';
import { measureThroughput, medianThroughput } from '../measure/throughput.mjs';
import { percent, whole } from './words.mjs';

const FLAT_FROM = 32;
const FEW = [1, 8];
const MANY = [128, 512, 2_000];
const MOST = Math.max(...MANY);
/** Minimum share of the rate over 32 connections. A higher rate over many is fine. */
const BAR = 0.8;

/** @typedef {{ readonly contestant: import('../contestants.mjs').Contestant, readonly count: number }} What */

/**
 * `GET /me` over few and many connections, and Nest + Fastify doing nothing over the most, which shows what connections cost by
 * themselves. Each number is compared with 32 connections at the same time, because the speed of the machine changes.
 *
 * @type {import('./scenario.js').Scenario}
 */
export async function connections(stage) {
  const { rounds, seconds } = stage.options;
  const service = present(await stage.contestant('service'));
  const floor = present(await stage.contestant('nest'));
  const few = FEW.map((count) => ({ contestant: service, count }));
  const ofService = MANY.map((count) => pairOf(service, count));
  const ofFloor = pairOf(floor, MOST);
  const troublesBefore = stage.troubles.length;
  const measured = await inRounds(
    rounds,
    [...few, ...[...ofService, ofFloor].flatMap(({ base, many }) => [base, many])],
    ({ contestant, count }) =>
      measureThroughput(stage, {
        client: contestant.name,
        child: contestant.child,
        connections: count,
        seconds,
      }),
  );
  const isClean = stage.troubles.length === troublesBefore;

  /** @param {What} what */
  const rates = (what) => (measured.get(what) ?? []).map(({ perSecond }) => perSecond);
  /** @param {ReturnType<typeof pairOf>} pair */
  const share = ({ base, many }) => medianRatio(rates(many), rates(base));
  const ratios = ofService.map(share);
  const [least, most] = [Math.min(...ratios), Math.max(...ratios)];
  const details = [
    ...[...FEW, FLAT_FROM, ...MANY].map((count) => ({ contestant: service, count })),
    ...[FLAT_FROM, MOST].map((count) => ({ contestant: floor, count })),
  ].map(({ contestant, count }) => ({
    title: contestant.title,
    connections: count,
    rounds: [...measured].flatMap(([what, its]) => (what.contestant === contestant && what.count === count ? its : [])),
  }));
  return {
    rows: details.map(({ title, connections: count, rounds: its }) =>
      Object.assign({ title, connections: count }, medianThroughput(its)),
    ),
    targets: [
      {
        what: 'connections 1 to 2,000',
        atLeast: `no deadlock, no error, flat within 20% from ${FLAT_FROM} on`,
        measured:
          `${percent(least)} to ${percent(most)} of ${FLAT_FROM}, ${isClean ? 'no error' : 'with errors'}; ` +
          `Nest + Fastify doing nothing has ${percent(share(ofFloor))} over ${whole(MOST)}`,
        reached: isClean && least >= BAR,
      },
    ],
    details,
  };
}

/**
 * @param {import('../contestants.mjs').Contestant} contestant
 * @param {number} count
 */
function pairOf(contestant, count) {
  return { base: { contestant, count: FLAT_FROM }, many: { contestant, count } };
}
