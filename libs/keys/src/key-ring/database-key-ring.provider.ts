import { type AuthModuleOptions, Clock } from '@portcullis/auth';
import {
  AUTH_OPTIONS,
  checkedOptions,
  DEFAULT_ACCESS_TOKEN_TTL,
  DomainEvents,
  type KeyRing,
  type PortProvider,
  sharedClock,
} from '@portcullis/auth/spi';
import { Database, databaseTime } from '@portcullis/database';
import { DatabaseKeyRing } from './database.key-ring.js';
import type { SigningKeyPublished } from '../rotation/key-event.js';
import { KeyRotation } from '../rotation/key-rotation.js';
import { KEY_ROTATION_RULES, type KeyRotationOptions } from '../rotation/key-rotation.options.js';
import { KeyStore } from '../storage/key-store.js';
import { KeyVault } from '../storage/key-vault.js';

/**
 * Key pairs in PostgreSQL that all instances share. The private halves are encrypted with a key that is derived from `AuthModule`'s
 * secret. Needs `AuthDatabaseModule`, and `keysMigrations` among its migrations.
 *
 * ```ts
 * AuthModule.forRoot({ keyRing: databaseKeyRing({ algorithm: 'ES256' }), … })
 * ```
 *
 * @throws Error that names the invalid option and shows a valid value
 */
export function databaseKeyRing(options: KeyRotationOptions): PortProvider<KeyRing> {
  const checked = checkedOptions('databaseKeyRing', options, KEY_ROTATION_RULES, 'databaseKeyRing(');
  return {
    inject: [Database, AUTH_OPTIONS, Clock, DomainEvents],
    useFactory: async (
      database: Database,
      auth: AuthModuleOptions,
      own: Clock,
      events: DomainEvents<SigningKeyPublished>,
    ) => {
      const clock = await sharedClock(own, () => databaseTime(database));
      const { secret, accessTokenTtl = DEFAULT_ACCESS_TOKEN_TTL } = auth;
      const store = new KeyStore(database);
      const vault = new KeyVault(secret);
      const rotation = new KeyRotation(store, vault, { ...checked, accessTokenTtl }, clock);
      return new DatabaseKeyRing({ store, vault, rotation, leadSeconds: checked.leadSeconds, clock, events });
    },
  };
}
