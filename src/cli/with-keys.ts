import { SystemClock } from '@portcullis/auth';
import { KeyAdministration } from '@portcullis/sessions';
import { keyRotationOf } from '../config/key-ring-of.js';
import { localSecret } from '../config/local-secret.js';
import { readSettings } from '../config/settings.js';
import { withDataSource } from './with-data-source.js';

/**
 * Does the work with the keys of the database that the service uses.
 *
 * @throws Error where the service has none there
 */
export async function withKeys<T>(work: (keys: KeyAdministration) => Promise<T>): Promise<T> {
  const settings = readSettings(process.env);
  const rotation = keyRotationOf(settings);
  if (!rotation) {
    throw new Error(
      'There are no keys in the database: AUTH_JWT_ALGORITHM is HS256, or AUTH_JWT_KEY_FILES names the keys. ' +
        'Set what the service is started with.',
    );
  }
  const secret = settings.jwtSecret ?? (await localSecret(settings.dataDir));
  const options = { ...rotation, secret, accessTokenTtl: settings.accessTokenTtl };
  return withDataSource(settings, (dataSource) => work(new KeyAdministration(dataSource, options, new SystemClock())));
}
