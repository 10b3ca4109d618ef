import {
  AUTH_OPTIONS,
  type AuthModuleOptions,
  Clock,
  DEFAULT_ACCESS_TOKEN_TTL,
  EventPublisher,
  type PortProvider,
  type KeyRing,
} from '@portcullis/auth';
import { DataSource } from 'typeorm';
import { DatabaseKeyRing } from './database.key-ring.js';
import { KeyRotation } from './key-rotation.js';
import { checkedRotationOptions, type KeyRotationOptions } from './key-rotation.options.js';
import { KeyStore } from './key-store.js';
import { KeyVault } from './key-vault.js';

/**
 * Keys that all instances share, in PostgreSQL, their private halves sealed with `AuthModule`'s secret. Wants the host's
 * TypeORM data source, with `sessionsMigrations` among its migrations.
 *
 * ```ts
 * AuthModule.forRoot({ keyRing: databaseKeyRing({ algorithm: 'ES256' }), … })
 * ```
 *
 * @throws Error where an option can't be used
 */
export function databaseKeyRing(options: KeyRotationOptions): PortProvider<KeyRing> {
  const checked = checkedRotationOptions(options);
  return {
    inject: [DataSource, AUTH_OPTIONS, Clock, EventPublisher],
    useFactory: (dataSource: DataSource, auth: AuthModuleOptions, clock: Clock, events: EventPublisher) => {
      const { secret, accessTokenTtl = DEFAULT_ACCESS_TOKEN_TTL } = auth;
      const store = new KeyStore(dataSource);
      const vault = new KeyVault(secret);
      const rotation = new KeyRotation(store, vault, { ...checked, accessTokenTtl }, clock);
      return new DatabaseKeyRing({ store, vault, rotation, leadSeconds: checked.leadSeconds, clock, events });
    },
  };
}
