import { Injectable, type OnModuleInit, type Type } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { AcrossCopies } from '../../copies/across-copies.decorator.js';
import { UnsupportedGrantTypeError } from '../../errors/oauth.errors.js';
import type { DocumentedError } from '../../errors/documented-error.js';
import type { MetadataMembers } from '../../metadata/metadata.contribution.js';
import { isOfAnother } from '../../singletons.js';
import { type GrantMark, GrantType, type TokenGrant } from './grant.decorator.js';

/** The keys under which `@UseGuards()` and the like store what they bind; the same in Nest 11 and 12. */
const ENHANCERS = {
  __guards__: '@UseGuards()',
  __pipes__: '@UsePipes()',
  __interceptors__: '@UseInterceptors()',
  __exceptionFilters__: '@UseFilters()',
} as const;

type Wrapper = ReturnType<DiscoveryService['getProviders']>[number];

/** Finds the grants of the application, and the provider that serves a `grant_type`. */
@AcrossCopies('GrantRegistry')
@Injectable()
export class GrantRegistry implements OnModuleInit {
  readonly #grants = new Map<string, TokenGrant>();

  constructor(private readonly discovery: DiscoveryService) {}

  /** @throws Error if two providers serve one type, or a provider has a guard, pipe, interceptor or filter */
  onModuleInit(): void {
    for (const { type, grant } of this.#discovered()) {
      if (this.#grants.has(type)) {
        throw new Error(`Two providers are decorated with @Grant('${type}'). Leave one of them.`);
      }
      demandPlainService(grant);
      this.#grants.set(type, grant);
    }
  }

  /** The supported values of `grant_type`. Complete once the application has been initialised. */
  get grantTypes(): readonly string[] {
    return [...this.#grants.keys()].toSorted();
  }

  /** The form of each grant; `undefined` for a grant without one. May be read before the application has been initialised. */
  get forms(): ReadonlyMap<string, Type | undefined> {
    return new Map(this.#discovered().map(({ type, form }) => [type, form]));
  }

  /** The errors that the grants declare. May be read before the application has been initialised. */
  get errors(): readonly DocumentedError[] {
    return this.#discovered().flatMap(({ errors }) => errors ?? []);
  }

  /** The members that each grant adds to the metadata of the authorization server. */
  get metadata(): readonly MetadataMembers[] {
    return this.#discovered().map(({ metadata = {} }) => metadata);
  }

  /** @throws UnsupportedGrantTypeError */
  find(grantType: string): TokenGrant {
    const grant = this.#grants.get(grantType);
    if (!grant) {
      throw new UnsupportedGrantTypeError();
    }
    return grant;
  }

  #discovered(): readonly DiscoveredGrant[] {
    // Once for each instance, which may have several tokens.
    const byInstance = new Map<TokenGrant, GrantMark>();
    for (const wrapper of this.discovery.getProviders()) {
      const mark = markOf(wrapper);
      if (mark && !isOfAnother(this, wrapper)) {
        byInstance.set(wrapper.instance as TokenGrant, mark);
      }
    }
    return Array.from(byInstance, ([grant, mark]) => ({ ...mark, grant }));
  }
}

interface DiscoveredGrant extends GrantMark {
  readonly grant: TokenGrant;
}

/** The metadata of the class itself: a subclass of a grant is not a second grant. */
function markOf({ metatype, instance, isNotMetatype }: Wrapper): GrantMark | undefined {
  const type: unknown = isNotMetatype ? Object(instance).constructor : metatype;
  return typeof type === 'function'
    ? (Reflect.getOwnMetadata(GrantType.KEY, type) as GrantMark | undefined)
    : undefined;
}

/** @throws Error if a guard, pipe, interceptor or filter is on a grant: Nest would not run it */
function demandPlainService(grant: object): void {
  const method: unknown = Reflect.get(grant, 'authenticate');
  const targets = [grant.constructor, ...(typeof method === 'function' ? [method] : [])];
  for (const [key, decorator] of Object.entries(ENHANCERS)) {
    if (targets.some((target) => Reflect.hasMetadata(key, target))) {
      throw new Error(
        `${grant.constructor.name} is a grant with ${decorator}, which Nest would not run: a grant is a plain service, not a route. ` +
          'Throw an AuthError in authenticate() to refuse a request, or write a SignInCheck, which is called for every grant.',
      );
    }
  }
}
