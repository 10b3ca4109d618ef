import { type DynamicModule, Module } from '@nestjs/common';
import type { AuthModuleOptions } from '@portcullis/auth';
import { AUTH_OPTIONS } from '@portcullis/auth/spi';
import { ConfigurableOneTimeSecretsModule, GIVEN_OPTIONS } from './one-time-secrets.module-definition.js';
import {
  checkedOneTimeSecretsOptions,
  ONE_TIME_SECRETS_OPTIONS,
  type OneTimeSecretsModuleOptions,
} from './one-time-secrets.options.js';
import { OneTimeSecrets } from './one-time-secrets.js';
import { SecretPurge } from './purge/secret.purge.js';
import { SecretTable } from './table/secret.table.js';

/**
 * Provides `OneTimeSecrets`. Needs `AuthModule`, and `AuthDatabaseModule` with `oneTimeSecretsMigrations` among its migrations.
 */
@Module({
  providers: [
    {
      provide: ONE_TIME_SECRETS_OPTIONS,
      inject: [GIVEN_OPTIONS, AUTH_OPTIONS],
      useFactory: (given: OneTimeSecretsModuleOptions, { secret }: AuthModuleOptions) =>
        checkedOneTimeSecretsOptions({ secret, ...given }),
    },
    OneTimeSecrets,
    SecretPurge,
    SecretTable,
  ],
  exports: [OneTimeSecrets, SecretPurge],
})
export class OneTimeSecretsModule extends ConfigurableOneTimeSecretsModule {
  static override forRoot(
    options: Parameters<(typeof ConfigurableOneTimeSecretsModule)['forRoot']>[0] = {},
  ): DynamicModule {
    return super.forRoot(options);
  }
}
