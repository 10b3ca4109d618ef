import { ConfigurableModuleBuilder, type ModuleMetadata, type Provider } from '@nestjs/common';
import type { PortProvider } from '@portcullis/auth/spi';
import { controllersAt, type SessionRoutes } from './endpoints/endpoints.route.js';
import { SessionStore } from './session/session.store.js';
import { PostgresSessionStore } from './session/postgres.session.store.js';
import type { SessionsModuleOptions } from './sessions.options.js';

/** The options of the module itself. */
interface SessionsModuleExtras {
  /** The store of the sessions. @default PostgreSQL, through `Database` of `@portcullis/database` */
  readonly store?: PortProvider<SessionStore>;
  /** The paths of the routes, below the application's prefix; `false` for no routes. @default those of `SessionRoutes` */
  readonly routes?: SessionRoutes | false;
  /** Modules that export what the store needs, and `AuthModule` if it is not global. @default [] */
  readonly imports?: NonNullable<ModuleMetadata['imports']>;
  /** Whether every module can inject the exports without importing this one. @default false */
  readonly isGlobal?: boolean;
}

const defaults: SessionsModuleExtras = { store: undefined, routes: {}, imports: [], isGlobal: false };

export const { ConfigurableModuleClass: ConfigurableSessionsModule, MODULE_OPTIONS_TOKEN: GIVEN_OPTIONS } =
  new ConfigurableModuleBuilder<SessionsModuleOptions>({
    optionsInjectionToken: Symbol('SessionsModuleOptions as given'),
  })
    .setClassMethodName('forRoot')
    .setExtras<SessionsModuleExtras>(defaults, (definition, { store, routes = {}, imports = [], isGlobal }) => ({
      ...definition,
      global: isGlobal,
      imports: [...(definition.imports ?? []), ...imports],
      controllers: controllersAt(routes),
      providers: [...(definition.providers ?? []), storeProvider(store ?? PostgresSessionStore)],
    }))
    .build();

function storeProvider(store: PortProvider<SessionStore>): Provider {
  return typeof store === 'function'
    ? { provide: SessionStore, useClass: store }
    : ({ provide: SessionStore, ...store } as Provider);
}
