// @ts-check
import { availableParallelism } from 'node:os';
import { inRounds } from '../measure/in-rounds.mjs';
import { measureHashCeiling } from '../measure/hash-ceiling.mjs';
import { median, medianRatio } from '../measure/median.mjs';
import { noteTroubles } from '../measure/throughput.mjs';
import { LOGINS, PASSWORD } from '../setup/users.mjs';
import { percent } from './words.mjs';

/** Enough to keep all processors busy, and few enough that no hash waits in the queue until its deadline. */
const CONNECTIONS = 2 * availableParallelism();
const BAR = 0.95;

/** A hash takes a fifth of a second, so a shorter turn would count too few. */
const SECONDS_AT_LEAST = 8;
const QUICK_SECONDS = 5;

/**
 * `POST /token` with a password, against bcrypt alone on the same processors.
 *
 * @type {import('./scenario.js').Scenario}
 */
export async function signIn(stage) {
  const { options, load, service } = stage;
  const seconds = options.quick ? QUICK_SECONDS : Math.max(options.seconds, SECONDS_AT_LEAST);
  await load.prepare('sign-ins', service.address, {
    kind: 'sign-ins',
    usernames: Array.from({ length: LOGINS }, (_none, index) => `login${index + 1}`),
    password: PASSWORD,
    mayBeRefused: false,
  });

  const order = { client: 'sign-ins', address: service.address, connections: CONNECTIONS, seconds, warmUpSeconds: 1 };
  const measureService = async () => {
    const result = await load.closed(order);
    noteTroubles(stage, 'sign-ins', result);
    return { p50: null, p99: null, perSecond: 0, ...result.byStatus[200] };
  };
  const measureBcrypt = async () => ({ p50: null, p99: null, perSecond: await measureHashCeiling(stage, seconds) });
  const measured = await inRounds(options.rounds, [measureBcrypt, measureService], (measure) => measure());

  const alone = (measured.get(measureBcrypt) ?? []).map(({ perSecond }) => perSecond);
  const results = measured.get(measureService) ?? [];
  const signIns = results.map(({ perSecond }) => perSecond);
  const ratio = medianRatio(signIns, alone);
  return {
    rows: [
      { title: 'bcrypt alone, cost 12', perSecond: median(alone), serviceTimes: ratio },
      {
        title: 'Portcullis, `POST /token`, cost 12',
        connections: CONNECTIONS,
        perSecond: median(signIns),
        p50: median(results.map(({ p50 }) => p50 ?? 0)),
        p99: median(results.map(({ p99 }) => p99 ?? 0)),
      },
    ],
    targets: [
      {
        what: 'sign-ins, `POST /token`, cost 12',
        atLeast: `${BAR * 100}% of bcrypt alone`,
        measured: percent(ratio),
        reached: ratio >= BAR,
      },
    ],
    details: { alone, signIns: results },
  };
}
