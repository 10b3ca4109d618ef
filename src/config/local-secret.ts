import { randomBytes } from 'node:crypto';
import { loadEmbeddedPostgres } from './load-embedded-postgres.js';

const BYTES = 32;

/**
 * A signing secret for development, created at first use in the data folder and readable only by its owner. Tokens stay valid after a
 * restart, and instances that start together share the secret.
 *
 * @throws Error that names the file and says what to do if it contains no secret
 */
export async function localSecret(dataDir: string): Promise<string> {
  const { keepInDataFolder } = await loadEmbeddedPostgres();
  const { path, content } = await keepInDataFolder(dataDir, 'jwt.secret', () =>
    randomBytes(BYTES).toString('base64url'),
  );
  if (Buffer.byteLength(content) < BYTES) {
    throw new Error(
      `${path} must hold a secret of at least ${BYTES} bytes, and does not: delete it, and a new one is made that ends all ` +
        'sessions, or set AUTH_JWT_SECRET.',
    );
  }
  return content;
}
