import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { localSecret } from '../config/local-secret.js';
import { readSettings, type Settings } from '../config/settings.js';

const MIN_BYTES = 32;

/** The settings of a command, and the secret by which it seals mails. */
export interface CommandSettings {
  readonly settings: Settings & { readonly jwtSecret: string };
  /** Whether the secret is the service's, so that the service can send what the command writes. */
  readonly hasSecret: boolean;
}

/**
 * Reads the settings for a command that signs nothing. Only mails need the secret of the service, so a missing or weak one must not stop
 * the command. It stops if `MAIL_URL` is set: the mails of its changes would never be sent.
 *
 * @throws Error that names each invalid variable
 */
export async function commandSettings(variables: NodeJS.ProcessEnv): Promise<CommandSettings> {
  const { AUTH_JWT_SECRET: given = '' } = variables;
  const isUsable = Buffer.byteLength(given) >= MIN_BYTES;
  const stand = isUsable ? given : randomBytes(MIN_BYTES).toString('hex');
  const settings = readSettings({ ...variables, AUTH_JWT_SECRET: stand, AUTH_JWT_SECRET_PREVIOUS: undefined });
  const kept = given === '' && !settings.production ? await keptSecret(settings) : undefined;
  const hasSecret = isUsable || kept !== undefined;
  if (settings.mailUrl !== undefined && !hasSecret) {
    throw new Error(
      'AUTH_JWT_SECRET must be the secret of the service if MAIL_URL is set: waiting mails are encrypted with it.',
    );
  }
  return { settings: { ...settings, jwtSecret: kept ?? stand }, hasSecret };
}

/** The secret that the service has made on this machine, if it has. */
async function keptSecret({ dataDir }: Settings): Promise<string | undefined> {
  return existsSync(join(dataDir, 'jwt.secret')) ? localSecret(dataDir) : undefined;
}
