// @ts-check
import { measureHashCeiling } from '../measure/hash-ceiling.mjs';
import { present } from '../measure/present.mjs';
import { noteTroubles } from '../measure/throughput.mjs';
import { LOGINS, PASSWORD } from '../setup/users.mjs';
import { ms, percent } from './words.mjs';

/** How many times more sign-ins arrive than can be hashed. */
const EXCESS = 10;
const ME_PER_SECOND = 500;
const SLOWER_AT_MOST = 3;
const REFUSED_WITHIN_MS = 100;
const ACCEPTED_SHARE = 0.9;
const WARM_UP_SECONDS = 3;

/**
 * Many more sign-ins than the processors can hash, at a fixed rate, together with requests of signed-in users.
 *
 * @type {import('./scenario.js').Scenario}
 */
export async function storm(stage) {
  const { options, load, service } = stage;
  const contestant = present(await stage.contestant('service'));
  await load.prepare('storm', service.address, {
    kind: 'sign-ins',
    usernames: Array.from({ length: LOGINS }, (_none, index) => `login${index + 1}`),
    password: PASSWORD,
    mayBeRefused: true,
  });
  const seconds = options.quick ? 8 : 30;
  const ceilingSeconds = options.quick ? 5 : 10;
  const hashesAlone = () => measureHashCeiling(stage, ceilingSeconds);
  const first = await hashesAlone();

  const times = { address: service.address, seconds, warmUpSeconds: WARM_UP_SECONDS };
  const callers = { ...times, client: 'service', perSecond: ME_PER_SECOND };
  const calm = await load.open({ ...callers, seconds: seconds / 2 });
  /** @param {import('../contestants.mjs').Contestant} contestant */
  const hashesBeside = async ({ name, child: { address } }) => {
    // Measured before the first hash and after the last.
    const served = { seconds: ceilingSeconds + 1, warmUpSeconds: 0, perSecond: ME_PER_SECOND };
    const serving = load.open({ client: name, address, ...served });
    const hashes = await hashesAlone();
    await serving;
    return hashes;
  };
  const besideFloor = await hashesBeside(present(await stage.contestant('nest')));
  const besideService = await hashesBeside(contestant);
  const between = await hashesAlone();
  const [stormy, signIns] = await Promise.all([
    load.open(callers),
    load.open({ ...times, client: 'storm', perSecond: EXCESS * between }),
  ]);
  const last = await hashesAlone();
  for (const result of [calm, stormy, signIns]) {
    noteTroubles(stage, 'storm', result);
  }

  stage.notes.push(
    `In the storm the load generator itself was late by ${ms(stormy.lateness.p50)} (p99 ${ms(stormy.lateness.p99)}), ` +
      `before it by ${ms(calm.lateness.p50)} (p99 ${ms(calm.lateness.p99)}): latencies include that.`,
  );

  // From before and after, because the speed of the machine changes.
  const [aloneThen, ceiling] = [(first + between) / 2, (between + last) / 2];
  stage.notes.push(
    `bcrypt alone, in a separate process, reaches ${percent(besideFloor / aloneThen)} of the ceiling beside ${ME_PER_SECOND} requests a ` +
      `second to Nest + Fastify doing nothing, and ${percent(besideService / aloneThen)} beside as many \`/me\` without sign-ins.`,
  );

  const [before, beside] = [calm.byStatus[200], stormy.byStatus[200]];
  const [accepted, refused] = [signIns.byStatus[200], signIns.byStatus[503]];
  const slower = (beside?.p99 ?? Infinity) / (before?.p99 ?? NaN);
  const share = (accepted?.perSecond ?? 0) / ceiling;
  const total = errorsIn(stormy) + errorsIn(signIns);
  return {
    rows: [
      { title: `\`/me\` at ${ME_PER_SECOND}/s, no storm`, perSecond: 0, ...before },
      { title: `\`/me\` at ${ME_PER_SECOND}/s, in the storm`, perSecond: 0, ...beside },
      { title: 'sign-ins accepted in the storm', perSecond: 0, ...accepted },
      { title: 'sign-ins refused in the storm', perSecond: 0, ...refused },
    ],
    targets: [
      {
        what: `p99 of \`/me\` at ${ME_PER_SECOND}/s beside a storm of ${EXCESS} × capacity`,
        atLeast: `${SLOWER_AT_MOST} × its p99 without, and no error`,
        measured: `${slower.toFixed(1)} × (${ms(before?.p99)} → ${ms(beside?.p99)}), ${total} errors`,
        reached: slower <= SLOWER_AT_MOST && total === 0,
      },
      {
        what: 'latency of a refused sign-in in the storm',
        atLeast: `p99 under ${REFUSED_WITHIN_MS} ms, 503 with \`Retry-After\``,
        measured: `p99 ${ms(refused?.p99)}`,
        reached: (refused?.p99 ?? Infinity) < REFUSED_WITHIN_MS && total === 0,
      },
      {
        what: 'sign-ins accepted during the storm',
        atLeast: `${ACCEPTED_SHARE * 100}% of the ceiling`,
        measured: percent(share),
        reached: share >= ACCEPTED_SHARE,
      },
    ],
    details: { alone: [first, between, last], besideFloor, besideService, calm, stormy, signIns },
  };
}

/** @param {import('../load/load.mjs').LoadResult} result */
function errorsIn({ wrong, unanswered }) {
  return Object.values(wrong).reduce((sum, count) => sum + count, unanswered);
}
