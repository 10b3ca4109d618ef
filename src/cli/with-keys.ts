import { SystemClock } from '@portcullis/auth/spi';
import { KeyAdministration } from '@portcullis/keys';
import { keyRotationOf } from '../config/key-ring-of.js';
import { localSecret } from '../config/local-secret.js';
import { readSettings } from '../config/settings.js';
import { withDatabase } from './with-database.js';

/**
 * Runs the work with the keys in the database of the service.
 *
 * @throws Error if the service keeps no keys in the database
 */
export async function withKeys<T>(work: (keys: KeyAdministration) => Promise<T>): Promise<T> {
  const settings = readSettings(process.env);
  const rotation = keyRotationOf(settings);
  if (!rotation) {
    throw new Error(
      'There are no keys in the database: AUTH_JWT_ALGORITHM is HS256, or AUTH_JWT_KEY_FILES names the keys. ' +
        'Set the variables of the service.',
    );
  }
  const secret = settings.jwtSecret ?? (await localSecret(settings.dataDir));
  const options: ConstructorParameters<typeof KeyAdministration>[1] = {
    ...rotation,
    secret: [secret, ...settings.jwtPreviousSecrets],
    accessTokenTtl: settings.accessTokenTtl,
  };
  return withDatabase(settings, (database) => work(new KeyAdministration(database, options, new SystemClock())));
}
