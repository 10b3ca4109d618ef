// @ts-check
import { join } from 'node:path';
import { STATEMENTS } from '../floors/refresh.sql.mjs';
import { inRounds } from '../measure/in-rounds.mjs';
import { median, medianRatio } from '../measure/median.mjs';
import { measureThroughput, medianThroughput } from '../measure/throughput.mjs';
import { runProgram } from '../process/run-program.mjs';
import { BENCH } from '../setup/paths.mjs';
import { query } from '../setup/postgres.mjs';
import { onOneLine, recordedStatements } from '../setup/recorded-statements.mjs';
import { percent, whole } from './words.mjs';

const CONNECTIONS = 32;
const RATE_BAR = 1_000;
const SHARE_BAR = 0.4;

/**
 * `grant_type=refresh_token`, each for its own token family, against the same statements sent by `pg` alone.
 *
 * @type {import('./scenario.js').Scenario}
 */
export async function refresh(stage) {
  const { options, load, service, users } = stage;
  // Half of the sessions each, because a refresh token can be used once.
  const half = users.length / 2;
  const tokens = users.slice(0, half).map(({ refreshToken }) => refreshToken);
  const sessionIds = users.slice(half).map(({ sessionId }) => sessionId);
  await load.prepare('refreshes', service.address, { kind: 'refreshes', tokens });

  const sent = (await recordedStatements(stage)).join('\n');
  if (sent !== STATEMENTS.map(onOneLine).join('\n')) {
    stage.notes.push(`bench/floors/refresh.sql.mjs differs from what the service sends for a refresh:\n${sent}`);
  }

  const byService = () =>
    measureThroughput(stage, {
      client: 'refreshes',
      child: service,
      connections: CONNECTIONS,
      seconds: options.seconds,
    });
  const byPg = async () => ({
    perSecond: await measureStatements(stage, sessionIds),
    p50: null,
    p99: null,
    cpuMicroseconds: null,
  });
  const measured = await inRounds(options.rounds, [byPg, byService], (measure) => measure());

  const statements = (measured.get(byPg) ?? []).map(({ perSecond }) => perSecond);
  const results = measured.get(byService) ?? [];
  const refreshes = results.map(({ perSecond }) => perSecond);
  const ratio = medianRatio(refreshes, statements);
  const what = 'refreshes, each its own family';
  return {
    rows: [
      {
        title: 'the statements of a refresh, `pg` alone',
        connections: CONNECTIONS,
        perSecond: median(statements),
        serviceTimes: ratio,
      },
      { title: 'Portcullis, refreshes', connections: CONNECTIONS, ...medianThroughput(results) },
    ],
    targets: [
      {
        what,
        atLeast: `${whole(RATE_BAR)}/s`,
        measured: `${whole(median(refreshes))}/s`,
        reached: median(refreshes) >= RATE_BAR,
      },
      {
        what,
        atLeast: `${SHARE_BAR * 100}% of the same statements by \`pg\` alone`,
        measured: percent(ratio),
        reached: ratio >= SHARE_BAR,
      },
    ],
    details: { statements, refreshes: results },
  };
}

/**
 * @param {import('../stage.mjs').Stage} stage
 * @param {readonly string[]} sessionIds
 * @returns {Promise<number>} a second
 */
async function measureStatements({ databaseUrl, options }, sessionIds) {
  const sessions = await query(
    databaseUrl,
    "SELECT id, subject, encode(current_hash, 'hex') AS hash FROM sessions WHERE id = ANY($1::uuid[])",
    [sessionIds],
  );
  const script = join(BENCH, 'floors', 'refresh-statements.mjs');
  const printed = await runProgram([script, String(CONNECTIONS), String(options.seconds), '1'], {
    env: { DATABASE_URL: databaseUrl },
    input: JSON.stringify(sessions),
  });
  return Number(printed);
}
