import { type CanActivate, Inject, Injectable, type OnModuleInit, type Type } from '@nestjs/common';
import { ApplicationConfig, DiscoveryService } from '@nestjs/core';
import { AUTH_OPTIONS, type CommonOptions } from '../../auth.options.js';
import { BY_CREDENTIAL_SCHEME } from '../authenticates.decorator.js';
import { DeclaredNames } from '../declared-names.js';
import { RoutePolicies } from '../route-policy.js';
import { contradictionsOf, type Expectations, type Route } from './contradictions.js';
import { type EntryPoint, placeOf } from './entry-point.js';
import { GraphqlOperations } from './graphql-operations.js';
import { type Guarding, guardingOf } from './guarding.js';
import { classOf } from './handlers.js';
import { HttpRoutes } from './http-routes.js';
import { Messages } from './messages.js';
import { type PolicyRow, rowOf, tableText } from './policy-row.js';
import { StrayDecorators } from './stray-decorators.js';
import { demandNoModuleConflict } from './module-conflicts.js';

/**
 * Every route, GraphQL operation, gateway message and microservice pattern of the application, with the policy in effect. Checked at
 * start, before the application takes calls: a contradiction stops the application, with a message that names the method. The table
 * may be read before the start; a difference that the start then finds stops the application too.
 */
@Injectable()
export class PolicyTable implements OnModuleInit {
  #routes: readonly Route[] | undefined;
  /** The policies as they were read before the application was initialised. */
  #readEarly: string | undefined;

  constructor(
    @Inject(AUTH_OPTIONS) private readonly options: CommonOptions,
    private readonly discovery: DiscoveryService,
    private readonly policies: RoutePolicies,
    private readonly config: ApplicationConfig,
    private readonly http: HttpRoutes,
    private readonly graphql: GraphqlOperations,
    private readonly messages: Messages,
    private readonly strays: StrayDecorators,
  ) {}

  onModuleInit(): void {
    const modules = this.#declarations().map(({ host }) => ({ isGlobal: host?.isGlobal === true }));
    demandNoModuleConflict(modules, this.#globalGuarding().authenticatesBy === BY_CREDENTIAL_SCHEME);
    const routes = this.#read();
    this.#demandSameAsReadEarly(routes);
    this.#routes = routes;
    const expectations = this.#expectations();
    const complaints = routes.flatMap((route) =>
      contradictionsOf(route, expectations).map((sentence) => `  ${placeOf(route)} (${route.route}) ${sentence}.`),
    );
    complaints.push(...this.strays.complaints(routes));
    if (complaints.length > 0) {
      throw new Error(`The policies of the routes are not sound:\n${[...new Set(complaints)].join('\n')}`);
    }
  }

  /** The rows without duplicates, sorted, so that two tables can be compared. */
  rows(): readonly PolicyRow[] {
    const rows = this.routes().map(rowOf);
    const byText = new Map(rows.map((row) => [Object.values(row).join('\n'), row]));
    return [...byText].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row);
  }

  /** The table as text, with one line for each row. Equal tables have equal texts. */
  toString(): string {
    return tableText(this.rows());
  }

  /** Every route with its guards, for the OpenAPI document. Read again at each call until the application has been initialised. */
  routes(): readonly Route[] {
    if (this.#routes) {
      return this.#routes;
    }
    const routes = this.#read();
    this.#readEarly = policiesOf(routes);
    return routes;
  }

  /** Compares no paths: a prefix or a version that is set later changes no policy. */
  #demandSameAsReadEarly(routes: readonly Route[]): void {
    if (this.#readEarly !== undefined && this.#readEarly !== policiesOf(routes)) {
      throw new Error(
        'The policies of the routes were read before useGlobalGuards() was called, so the OpenAPI document would be wrong. ' +
          'Call createSecuredDocument() after useGlobalGuards(), or hand a function to Swagger: ' +
          "SwaggerModule.setup('docs', app, () => createSecuredDocument(app, config)).",
      );
    }
  }

  #read(): Route[] {
    const guards = this.#globalGuards();
    const entryPoints = [...this.http.list(guards), ...this.graphql.list(guards), ...this.messages.list()];
    return entryPoints.map((entryPoint) => this.#routeOf(entryPoint));
  }

  #routeOf(entryPoint: EntryPoint): Route {
    const { allows: _compiled, ...policy } = this.policies.for(entryPoint.target, entryPoint.handler);
    return { ...entryPoint, ...policy, guarding: guardingOf(entryPoint.guards) };
  }

  #expectations(): Expectations {
    const { unguardedRoutes } = this.options;
    const isGuardedGlobally = this.#globalGuarding().authenticatesBy !== null;
    const declared = this.#declarations().map(({ instance }) => instance as DeclaredNames);
    return {
      modules: [...new Set(declared.map(({ module }) => module))].join(' and '),
      roles: union(declared.map(({ roles }) => roles)),
      scopes: union(declared.map(({ scopes }) => scopes)),
      refusesUnguarded: unguardedRoutes ? unguardedRoutes === 'refuse' : isGuardedGlobally,
    };
  }

  /** One for each `AuthModule` and `ResourceServerModule`. */
  #declarations(): ReturnType<DiscoveryService['getProviders']> {
    return this.discovery.getProviders().filter(({ instance }) => instance instanceof DeclaredNames);
  }

  #globalGuarding(): Guarding {
    return guardingOf(this.#globalGuards());
  }

  /** The guards that are bound by `APP_GUARD` or `useGlobalGuards`. */
  #globalGuards(): EntryPoint['guards'] {
    const requestScoped = this.config.getGlobalRequestGuards().map(({ metatype }) => metatype as Type<CanActivate>);
    return [...this.config.getGlobalGuards().map(classOf), ...requestScoped];
  }
}

function policiesOf(routes: readonly Route[]): string {
  const rows = routes.map(rowOf).map(({ transport, handler, policy }) => `${transport} ${handler} ${policy}`);
  return [...new Set(rows)].toSorted().join('\n');
}

/** The names that any of the modules declares; `null` if one of them declares none, as its routes may require any. */
function union(sets: readonly (ReadonlySet<string> | null)[]): ReadonlySet<string> | null {
  return sets.includes(null) ? null : new Set(sets.flatMap((set) => [...(set ?? [])]));
}
