import { ConfigurableModuleBuilder, type ModuleMetadata } from '@nestjs/common';
import type { OneTimeSecretsModuleOptions } from './one-time-secrets.options.js';

interface OneTimeSecretsModuleExtras {
  /** `AuthModule` if it is not global, and the module that exports the `DataSource` if that is not. @default [] */
  readonly imports?: NonNullable<ModuleMetadata['imports']>;
  /** Whether every module can inject `OneTimeSecrets` without importing this module. @default false */
  readonly isGlobal?: boolean;
}

const defaults: OneTimeSecretsModuleExtras = { imports: [], isGlobal: false };

export const { ConfigurableModuleClass: ConfigurableOneTimeSecretsModule, MODULE_OPTIONS_TOKEN: GIVEN_OPTIONS } =
  new ConfigurableModuleBuilder<OneTimeSecretsModuleOptions>({
    optionsInjectionToken: Symbol('OneTimeSecretsModuleOptions as given'),
  })
    .setClassMethodName('forRoot')
    .setExtras<OneTimeSecretsModuleExtras>(defaults, (definition, { imports = [], isGlobal }) => ({
      ...definition,
      global: isGlobal,
      imports: [...(definition.imports ?? []), ...imports],
    }))
    .build();
