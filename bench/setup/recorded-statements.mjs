// @ts-check
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startService } from '../servers/service.mjs';
import { signIn } from './users.mjs';
import { query } from './postgres.mjs';

/**
 * The statements that the service sends for one refresh, from PostgreSQL's log.
 *
 * @param {import('../stage.mjs').Stage} stage
 * @returns {Promise<string[]>} each on one line, in their order
 */
export async function recordedStatements(stage) {
  const name = new URL(stage.databaseUrl).pathname.slice(1);
  await query(stage.databaseUrl, `ALTER DATABASE ${name} SET log_statement = 'all'`);
  try {
    const service = await startService({ ...stage, name: 'recorded', env: { AUTH_REHASH: 'off' } });
    const [signedIn] = await signIn(service.url, stage.users.slice(0, 1));
    const before = (await serverLog(stage)).length;
    const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: String(signedIn?.refreshToken) });
    await (await fetch(`${service.url}/token`, { method: 'POST', body })).arrayBuffer();
    const log = (await serverLog(stage)).slice(before);
    await service.stop();
    return statementsIn(log);
  } finally {
    await query(stage.databaseUrl, `ALTER DATABASE ${name} RESET log_statement`);
  }
}

/** @param {import('../stage.mjs').Stage} stage */
function serverLog({ folder }) {
  return readFile(join(folder, 'data', 'postgres.log'), 'utf8');
}

/** @param {string} log a statement goes on to the next line that is indented by a tab */
function statementsIn(log) {
  return [...log.matchAll(/LOG: {2}(?:execute [^:]*|statement): (.*(?:\n\t.*)*)/g)].map(([, text]) =>
    onOneLine(text ?? ''),
  );
}

/** @param {string} sql */
export function onOneLine(sql) {
  return sql.replaceAll(/\s+/g, ' ').trim();
}
