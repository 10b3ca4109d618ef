import { ConfigurableModuleBuilder, type ModuleMetadata, type Provider } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { PortProvider } from '@portcullis/auth';
import { controllersAt, type SessionRoutes } from './endpoints/endpoints.route.js';
import { StoredSession } from './session/session.entity.js';
import { SessionStore } from './session/session.store.js';
import { TypeOrmSessionStore } from './session/typeorm.session.store.js';
import type { SessionsModuleOptions } from './sessions.options.js';

/** What a host decides about the module itself: where the sessions are kept, and what is seen of them. */
interface SessionsModuleExtras {
  /** Where the sessions are kept. @default in PostgreSQL, by the host's TypeORM data source */
  readonly store?: PortProvider<SessionStore>;
  /** The paths of the routes, below the host's prefix; `false` for none of them. @default `SessionRoutes`'s */
  readonly routes?: SessionRoutes | false;
  /** Modules that export what the store needs, or `AuthModule` where it is not global. @default [] */
  readonly imports?: NonNullable<ModuleMetadata['imports']>;
  /** Whether every module sees what this one exports without importing it. @default false */
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
      imports: [
        ...(definition.imports ?? []),
        ...(store ? [] : [TypeOrmModule.forFeature([StoredSession])]),
        ...imports,
      ],
      controllers: controllersAt(routes),
      providers: [...(definition.providers ?? []), storeProvider(store ?? TypeOrmSessionStore)],
    }))
    .build();

function storeProvider(store: PortProvider<SessionStore>): Provider {
  return typeof store === 'function'
    ? { provide: SessionStore, useClass: store }
    : ({ provide: SessionStore, ...store } as Provider);
}
