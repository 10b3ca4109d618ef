import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { AUTH_OPTIONS, type GuardOptions } from '../../auth.options.js';
import { BY_ACCESS_TOKEN } from '../authenticates.decorator.js';
import { DeclaredNames } from '../declared-names.js';
import { RoutePolicies } from '../route-policy.js';
import { contradictionsOf, type Expectations, type Route } from './contradictions.js';
import { type EntryPoint, placeOf } from './entry-point.js';
import { GlobalGuards } from './global-guards.js';
import { GraphqlOperations } from './graphql-operations.js';
import { type Guarding, guardingOf } from './guarding.js';
import { HttpRoutes } from './http-routes.js';
import { Messages } from './messages.js';
import { type PolicyRow, rowOf, tableText } from './policy-row.js';
import { demandDistinctGates } from './several-gates.js';

/**
 * Who may call what: every route, GraphQL operation, gateway message and microservice pattern of the application, with the
 * policy that holds there in effect. Made when the application starts, before anything can be called; where something in it
 * can't have been meant, the start stops, and says what and where.
 */
@Injectable()
export class PolicyTable implements OnModuleInit {
  #routes: readonly Route[] = [];

  constructor(
    @Inject(AUTH_OPTIONS) private readonly options: GuardOptions,
    private readonly discovery: DiscoveryService,
    private readonly policies: RoutePolicies,
    private readonly globalGuards: GlobalGuards,
    private readonly http: HttpRoutes,
    private readonly graphql: GraphqlOperations,
    private readonly messages: Messages,
  ) {}

  onModuleInit(): void {
    const gates = this.#declarations().map(({ host }) => ({ isGlobal: host?.isGlobal === true }));
    demandDistinctGates(gates, this.#globalGuarding().authenticatesBy === BY_ACCESS_TOKEN);
    this.#routes = this.#read();
    const expectations = this.#expectations();
    const complaints = this.#routes.flatMap((route) =>
      contradictionsOf(route, expectations).map((sentence) => `  ${placeOf(route)} (${route.route}) ${sentence}.`),
    );
    if (complaints.length > 0) {
      throw new Error(`What the routes ask of their callers is not sound:\n${[...new Set(complaints)].join('\n')}`);
    }
  }

  /** In an order of its own, so that two tables can be compared. */
  rows(): readonly PolicyRow[] {
    const rows = new Map(this.#routes.map(rowOf).map((row) => [Object.values(row).join('\n'), row]));
    return [...rows.entries()].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row);
  }

  /** The table as text, a line for each row, the same for the same routes: to be kept, and compared. */
  toString(): string {
    return tableText(this.rows());
  }

  /** What is known of a route, for whoever describes it. */
  routes(): readonly Route[] {
    return this.#routes;
  }

  #read(): Route[] {
    return [...this.http.list(), ...this.graphql.list(), ...this.messages.list()].map((entryPoint) =>
      this.#routeOf(entryPoint),
    );
  }

  #routeOf(entryPoint: EntryPoint): Route {
    const { access, policy } = this.policies.for(entryPoint.target, entryPoint.handler);
    return { ...entryPoint, access, policy, guarding: guardingOf(entryPoint.guards) };
  }

  #expectations(): Expectations {
    const { unguardedRoutes } = this.options;
    const isGuardedAsAWhole = this.#globalGuarding().authenticatesBy !== null;
    const declared = this.#declarations().map(({ instance }) => instance as DeclaredNames);
    return {
      modules: [...new Set(declared.map(({ module }) => module))].join(' and '),
      roles: union(declared.map(({ roles }) => roles)),
      scopes: union(declared.map(({ scopes }) => scopes)),
      refusesUnguarded: unguardedRoutes ? unguardedRoutes === 'refuse' : isGuardedAsAWhole,
    };
  }

  /** One of each `AuthModule` and `ResourceServerModule`. */
  #declarations(): ReturnType<DiscoveryService['getProviders']> {
    return this.discovery.getProviders().filter(({ instance }) => instance instanceof DeclaredNames);
  }

  #globalGuarding(): Guarding {
    return guardingOf(this.globalGuards.list());
  }
}

/** An application may have several such modules; where one of them knows no names, any may be its. */
function union(sets: readonly (ReadonlySet<string> | null)[]): ReadonlySet<string> | null {
  return sets.includes(null) ? null : new Set(sets.flatMap((set) => [...(set ?? [])]));
}
