// @ts-check
import { join } from 'node:path';
import { startChild } from '../process/child.mjs';
import { freePort } from '../process/free-port.mjs';

/**
 * Starts a floor or a peer that runs on Node. It listens at `PORT`.
 *
 * @param {{ script: string, readyPath: string, folder: string, name: string, env?: Record<string, string> }} options
 */
export async function startNodeApp({ script, readyPath, folder, name, env = {} }) {
  const port = await freePort();
  return startChild({
    command: process.execPath,
    args: [script],
    port,
    readyPath,
    log: join(folder, `${name}.log`),
    env: { PORT: String(port), ...env },
  });
}
