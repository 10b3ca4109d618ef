import { type ExecutionContext, Injectable, type Type } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Authorize } from './authorize.decorator.js';
import { OptionalAuth } from './optional-auth.decorator.js';
import type { CompiledPolicy } from './policy/compiled-policy.js';
import { allOf, type Policy } from './policy/policy.js';
import { PolicyCompiler } from './policy/policy.compiler.js';
import { Public } from './public.decorator.js';
import { RequiresUser } from './requires-user.js';
import { RolesPolicy } from './roles.decorator.js';
import { ScopesPolicy } from './scopes.decorator.js';

/** Whether a caller must show who they are. */
export type Access = 'public' | 'optional' | 'authenticated';

/** What the metadata of a route asks of its caller. */
export interface RoutePolicy {
  readonly access: Access;
  /** What `@Roles()`, `@Scopes()` and `@Authorize()` ask together; `null` where there is none of them. */
  readonly policy: Policy | null;
  /** Whether the policy holds; always, where there is none. */
  readonly allows: CompiledPolicy;
}

const ALWAYS: CompiledPolicy = () => true;

/** What each route asks, read from its metadata once: the handler's first, then its class's. */
@Injectable()
export class RoutePolicies {
  /** By class too: a subclass inherits the handler, and may have metadata of its own. */
  readonly #known = new WeakMap<Type, WeakMap<object, RoutePolicy>>();

  constructor(
    private readonly reflector: Reflector,
    private readonly compiler: PolicyCompiler,
  ) {}

  of(context: ExecutionContext): RoutePolicy {
    return this.for(context.getClass(), context.getHandler());
  }

  /** @throws Error where a predicate is nobody's provider */
  for(target: Type, handler: Handler): RoutePolicy {
    const known = this.#known.get(target)?.get(handler);
    return known ?? this.#remember(target, handler, this.#read(target, handler));
  }

  #read(target: Type, handler: Handler): RoutePolicy {
    const levels = [handler, target];
    const policy = this.#policyOf(levels);
    // A policy is about somebody. Where the metadata contradicts itself, and nobody was there to stop the start, it is the
    // stricter that counts.
    const access = policy ? 'authenticated' : this.#accessOf(levels);
    return {
      access,
      policy,
      allows: policy ? this.compiler.compile(policy, `${target.name}.${handler.name}`) : ALWAYS,
    };
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

type Handler = ReturnType<ExecutionContext['getHandler']>;
type Level = Handler | Type;
