import { ConfigurableModuleBuilder, type ModuleMetadata } from '@nestjs/common';
import { MAIL_TRANSPORT, providePort, type PortProvider } from '@portcullis/auth/spi';
import { OneTimeSecretsModule } from '@portcullis/one-time-secrets';
import type { AccountsModuleOptions } from './accounts.options.js';
import { FLOW_EXPORTS, FLOW_PROVIDERS } from './flow.providers.js';
import { Mailer } from './mail/mailer.js';
import { NoMailer } from './mail/no.mailer.js';
import { type AccountRoutes, controllersAt } from './routes/account-routes.js';

/** The options of the module itself. */
interface AccountsModuleExtras {
  /** Sends the mails. @default none: no mail is sent, and routes that need one respond with 503 `mail_unavailable` */
  readonly mailer?: PortProvider<Mailer>;
  /**
   * Whether users change and reset passwords and verify addresses. `false` leaves only the outbox, for an application without `Accounts`.
   * @default true
   */
  readonly flows?: boolean;
  /** The paths of the routes, below the application's prefix; `false` for no routes. @default those of `AccountRoutes` */
  readonly routes?: AccountRoutes | false;
  /** Modules that export `Accounts` and what the mailer needs, and `AuthModule` if it is not global. @default [] */
  readonly imports?: NonNullable<ModuleMetadata['imports']>;
  /** Whether every module can inject the exports without importing this one. @default false */
  readonly isGlobal?: boolean;
}

const defaults: AccountsModuleExtras = { mailer: undefined, flows: true, routes: {}, imports: [], isGlobal: false };

export const { ConfigurableModuleClass: ConfigurableAccountsModule, MODULE_OPTIONS_TOKEN: GIVEN_OPTIONS } =
  new ConfigurableModuleBuilder<AccountsModuleOptions>({
    optionsInjectionToken: Symbol('AccountsModuleOptions as given'),
  })
    .setClassMethodName('forRoot')
    .setExtras<AccountsModuleExtras>(
      defaults,
      (definition, { mailer = NoMailer, flows = true, routes = {}, imports = [], isGlobal }) => ({
        ...definition,
        global: isGlobal,
        imports: [
          ...(definition.imports ?? []),
          ...imports,
          ...(flows ? [OneTimeSecretsModule.forRoot({ imports })] : []),
        ],
        controllers: flows ? controllersAt(routes) : [],
        providers: [
          ...(definition.providers ?? []),
          providePort(MAIL_TRANSPORT, mailer),
          { provide: Mailer, useExisting: MAIL_TRANSPORT },
          ...(flows ? FLOW_PROVIDERS : []),
        ],
        exports: flows ? [...FLOW_EXPORTS] : [],
      }),
    )
    .build();
