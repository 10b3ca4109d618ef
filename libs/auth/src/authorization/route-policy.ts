import { type ExecutionContext, Injectable, type Type } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Authorize, RolesPolicy, ScopesPolicy } from './policy.decorators.js';
import { OptionalAuth, Public, RequiresUser } from './access.decorators.js';
import { allOf, type Policy } from './policy/policy.js';
import { PolicyCompiler, type UsablePolicy } from './policy/policy.compiler.js';

/** Whether a caller must be authenticated. */
export type Access = 'public' | 'optional' | 'authenticated';

/** What the decorators of a route require of its caller. */
export interface RoutePolicy {
  readonly access: Access;
  /** `@Roles()`, `@Scopes()` and `@Authorize()` combined; `null` if the route has none of them. */
  readonly policy: Policy | null;
  /** Evaluates the policy. Without a policy, allows every caller. */
  readonly allows: UsablePolicy['allows'];
  /** The description of the policy. Empty without a policy. */
  readonly policyText: string;
  /** The errors that the predicates of the policy refuse with. */
  readonly policyErrors: UsablePolicy['errors'];
}

const NO_POLICY: UsablePolicy = { allows: () => true, text: '', errors: [] };

/** The policy of each route, read once from the decorators of the handler, then from those of its class. */
@Injectable()
export class RoutePolicies {
  /** Keyed by class and handler: a subclass inherits the handler and may have other decorators. */
  readonly #known = new WeakMap<Type, WeakMap<object, RoutePolicy>>();

  constructor(
    private readonly reflector: Reflector,
    private readonly compiler: PolicyCompiler,
  ) {}

  of(context: ExecutionContext): RoutePolicy {
    return this.for(context.getClass(), context.getHandler());
  }

  /** @throws Error if no module provides a predicate */
  for(target: Type, handler: Handler): RoutePolicy {
    const known = this.#known.get(target)?.get(handler);
    return known ?? this.#remember(target, handler, this.#read(target, handler));
  }

  #read(target: Type, handler: Handler): RoutePolicy {
    const levels = [handler, target];
    const policy = this.#policyOf(levels);
    // A policy needs a user, so it overrides @Public() and @OptionalAuth() on a route that was not checked at start.
    const access = policy ? 'authenticated' : this.#accessOf(levels);
    const { allows, text, errors } = policy
      ? this.compiler.compile(policy, `${target.name}.${handler.name}`)
      : NO_POLICY;
    return { access, policy, allows, policyText: text, policyErrors: errors };
  }

  #policyOf(levels: Level[]): Policy | null {
    const policies = [RolesPolicy, ScopesPolicy, Authorize]
      .map(({ KEY }) => this.reflector.getAllAndOverride<Policy | undefined>(KEY, levels))
      .filter((policy) => policy !== undefined);
    return policies.length > 0 ? allOf(...policies) : null;
  }

  #accessOf(levels: Level[]): Access {
    for (const level of levels) {
      if (this.reflector.get(RequiresUser, level)) {
        return 'authenticated';
      }
      if (this.reflector.get(OptionalAuth, level)) {
        return 'optional';
      }
      if (this.reflector.get(Public, level)) {
        return 'public';
      }
    }
    return 'authenticated';
  }

  #remember(target: Type, handler: Handler, policy: RoutePolicy): RoutePolicy {
    const ofTarget = this.#known.get(target) ?? new WeakMap<object, RoutePolicy>();
    this.#known.set(target, ofTarget.set(handler, policy));
    return policy;
  }
}

export type Handler = ReturnType<ExecutionContext['getHandler']>;
type Level = Handler | Type;
