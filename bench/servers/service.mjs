// @ts-check
import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { imageArguments } from '../../scripts/image-arguments.mjs';
import { startChild } from '../process/child.mjs';
import { freePort } from '../process/free-port.mjs';

export const SECRET = 'a secret for the bench, of more than 32 bytes';

/**
 * Starts the built service as the image does, with default settings except for three: no log line for each request, the
 * client's address from a proxy, because users sign in from many, and tokens that outlive the longest run.
 *
 * @param {object} options
 * @param {string} options.databaseUrl
 * @param {string} options.folder
 * @param {string} options.name
 * @param {Record<string, string>} [options.env]
 * @param {string[]} [options.nodeArgs]
 * @param {string} [options.script] instead of the image's
 */
export async function startService({ databaseUrl, folder, name, env = {}, nodeArgs = [], script }) {
  const port = await freePort();
  const args = imageArguments();
  if (script !== undefined) {
    args.splice(-1, 1, script);
  }
  return startChild({
    command: process.execPath,
    args: [...nodeArgs, ...args],
    port,
    readyPath: '/health/ready',
    // Has no `.env`.
    cwd: folder,
    log: join(folder, `${name}.log`),
    env: {
      PORT: String(port),
      DATABASE_URL: databaseUrl,
      AUTH_JWT_SECRET: SECRET,
      AUTH_ACCESS_TOKEN_TTL: '6h',
      LOG_LEVEL: 'warn',
      TRUST_PROXY: '1',
      ...env,
    },
  });
}

/**
 * @param {'EdDSA' | 'ES256'} algorithm
 * @param {string} folder
 * @returns {Promise<Record<string, string>>} the settings of a service that signs with a new key pair
 */
export async function keyPairSettings(algorithm, folder) {
  const { privateKey } =
    algorithm === 'EdDSA' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const file = join(folder, `${algorithm}.pem`);
  await writeFile(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  return { AUTH_JWT_KEY_FILES: file };
}
