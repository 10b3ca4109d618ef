import { ConfigurableModuleBuilder, type ModuleMetadata, type Provider } from '@nestjs/common';
import type { PortProvider } from '@portcullis/auth/spi';
import type { AccountsModuleOptions } from './accounts.options.js';
import { Mailer } from './mail/mailer.js';
import { NoMailer } from './mail/no.mailer.js';

/** The options of the module itself. */
interface AccountsModuleExtras {
  /** Sends the mails. @default none: no mail is sent, and routes that need one respond with 503 `mail_unavailable` */
  readonly mailer?: PortProvider<Mailer>;
  /** Modules that export what the mailer needs, and `AuthModule` if it is not global. @default [] */
  readonly imports?: NonNullable<ModuleMetadata['imports']>;
  /** Whether every module can inject the exports without importing this one. @default false */
  readonly isGlobal?: boolean;
}

const defaults: AccountsModuleExtras = { mailer: undefined, imports: [], isGlobal: false };

export const { ConfigurableModuleClass: ConfigurableAccountsModule, MODULE_OPTIONS_TOKEN: GIVEN_OPTIONS } =
  new ConfigurableModuleBuilder<AccountsModuleOptions>({
    optionsInjectionToken: Symbol('AccountsModuleOptions as given'),
  })
    .setClassMethodName('forRoot')
    .setExtras<AccountsModuleExtras>(defaults, (definition, { mailer = NoMailer, imports = [], isGlobal }) => ({
      ...definition,
      global: isGlobal,
      imports: [...(definition.imports ?? []), ...imports],
      providers: [...(definition.providers ?? []), mailerProvider(mailer)],
    }))
    .build();

function mailerProvider(mailer: PortProvider<Mailer>): Provider {
  return typeof mailer === 'function'
    ? { provide: Mailer, useClass: mailer }
    : ({ provide: Mailer, ...mailer } as Provider);
}
