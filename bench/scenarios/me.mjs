// @ts-check
import { inRounds } from '../measure/in-rounds.mjs';
import { medianRatio } from '../measure/median.mjs';
import { measureThroughput, medianThroughput } from '../measure/throughput.mjs';
import { percent, times } from './words.mjs';

const CONNECTIONS = 32;

/**
 * Each turn is split into this many short ones, because the speed of the machine can halve within seconds and must affect all
 * alike.
 */
const SHORT_TURNS = 6;

/** Before the first short turn, and before each later one, in seconds. */
const FIRST_WARM_UP = 5;
const WARM_UP = 0.2;

/** The FastAPI design deadlocks with more connections than its pool has, so it gets the number that it serves best. */
const FASTAPI_CONNECTIONS = [1, 4, 8];

/** Minimum rates, as a multiple of a peer or as a share of a floor. */
const BARS = /** @type {const} */ ([
  { name: 'nestDocs', times: 16, words: "16 × Nest's documentation" },
  { name: 'nest', times: 0.55, words: '55% of Nest + Fastify doing nothing' },
  { name: 'betterAuth', times: 30, words: '30 × Better Auth' },
  { name: 'fastApi', times: 80, words: '80 × the FastAPI design at its best' },
]);

/** Minimum rates over other data layers, as a share of the rate over TypeORM. */
const LAYER_BARS = /** @type {const} */ ([
  { name: 'overPg', title: '`pg`', share: 0.9 },
  { name: 'overDrizzle', title: 'Drizzle', share: 0.9 },
  { name: 'overPrisma', title: 'Prisma', share: 0.5 },
  { name: 'overPrismaWithPool', title: 'Prisma with its pool', share: 0.9 },
]);

/**
 * `GET /me`, which reads user and session on every request, against floors and peers, and over each data layer.
 *
 * @type {import('./scenario.js').Scenario}
 */
export async function me(stage) {
  const { rounds, seconds } = stage.options;
  const names = /** @type {const} */ ([
    'bareFastify',
    'nest',
    'service',
    'serviceWithLog',
    'nestDocs',
    'betterAuth',
    'fastApi',
    'overTypeOrm',
    ...LAYER_BARS.map(({ name }) => name),
  ]);
  /** @type {(import('../contestants.mjs').Contestant & { connections: number })[]} */
  const contestants = [];
  for (const name of names) {
    const contestant = await stage.contestant(name);
    if (contestant) {
      const connections = name === 'fastApi' ? await bestConnections(stage, contestant) : CONNECTIONS;
      contestants.push({ ...contestant, connections });
    }
  }

  const measured = await inRounds(rounds * SHORT_TURNS, contestants, (contestant, turn) =>
    measureThroughput(stage, {
      ...contestant,
      client: contestant.name,
      seconds: seconds / SHORT_TURNS,
      warmUpSeconds: turn === 0 ? FIRST_WARM_UP : WARM_UP,
    }),
  );

  /** @param {string} name */
  const rates = (name) => {
    const contestant = contestants.find((candidate) => candidate.name === name);
    return contestant && measured.get(contestant)?.map(({ perSecond }) => perSecond);
  };
  const service = rates('service') ?? [];
  return {
    rows: contestants.map((contestant) => {
      const { name, title, connections } = contestant;
      const serviceTimes = medianRatio(service, rates(name) ?? []);
      return Object.assign({ title, connections, serviceTimes }, medianThroughput(measured.get(contestant) ?? []));
    }),
    targets: [
      ...BARS.map(({ name, times: bar, words }) => {
        const others = rates(name);
        const ratio = others && medianRatio(service, others);
        return {
          what: '`GET /me`, user and session read on every request',
          atLeast: words,
          measured: ratio === undefined ? 'left out' : bar < 1 ? percent(ratio) : times(ratio),
          reached: ratio !== undefined && ratio >= bar,
        };
      }),
      ...LAYER_BARS.map(({ name, title, share }) => {
        const ratio = medianRatio(rates(name) ?? [], rates('overTypeOrm') ?? []);
        return {
          what: `\`GET /me\` over ${title}`,
          atLeast: `${percent(share)} of the same over TypeORM`,
          measured: percent(ratio),
          reached: ratio >= share,
        };
      }),
    ],
    details: Object.fromEntries(
      [...measured].map(([{ name, connections }, results]) => [name, { connections, results }]),
    ),
  };
}

/**
 * @param {import('../stage.mjs').Stage} stage
 * @param {import('../contestants.mjs').Contestant} contestant
 */
async function bestConnections(stage, { name, child }) {
  let best = { connections: 0, perSecond: -1 };
  for (const connections of FASTAPI_CONNECTIONS) {
    const { perSecond } = await measureThroughput(stage, {
      client: name,
      child,
      connections,
      seconds: 1,
    });
    best = perSecond > best.perSecond ? { connections, perSecond } : best;
  }
  return best.connections;
}
