import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, ExternalContextCreator } from '@nestjs/core';
import { UnsupportedGrantTypeError } from '../../errors/auth.error.js';
import type { AuthenticatedUser } from '../../user/authenticated-user.js';
import { GrantType, type TokenGrant } from './grant.decorator.js';
import type { ProvenGrant } from './proven-grant.js';

type GrantHandler = (request: unknown, response: unknown) => Promise<AuthenticatedUser | ProvenGrant>;

/** Which provider answers which `grant_type`. Two for one stop the start. */
@Injectable()
export class GrantRegistry implements OnModuleInit {
  readonly #handlers = new Map<string, GrantHandler>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly contexts: ExternalContextCreator,
  ) {}

  onModuleInit(): void {
    for (const wrapper of this.discovery.getProviders({ metadataKey: GrantType.KEY })) {
      const grantType = this.discovery.getMetadataByDecorator(GrantType, wrapper);
      if (grantType !== undefined && !this.isOfAnother(wrapper.host)) {
        this.add(grantType, wrapper.instance as TokenGrant);
      }
    }
  }

  /** What may be asked for as `grant_type`. Whole once the application has been initialised. */
  get grantTypes(): readonly string[] {
    return [...this.#handlers.keys()].toSorted();
  }

  /** Where an application has several `AuthModule`s, the grants of each are its own; those of other modules are everybody's. */
  private isOfAnother(module: ReturnType<DiscoveryService['getProviders']>[number]['host']): boolean {
    const registry: unknown = module?.providers.get(GrantRegistry)?.instance;
    return registry !== undefined && registry !== this;
  }

  /** @throws UnsupportedGrantTypeError */
  handlerOf(grantType: string): GrantHandler {
    const handler = this.#handlers.get(grantType);
    if (!handler) {
      throw new UnsupportedGrantTypeError();
    }
    return handler;
  }

  private add(grantType: string, grant: TokenGrant): void {
    if (this.#handlers.has(grantType)) {
      throw new Error(`Two providers are decorated with @Grant('${grantType}').`);
    }
    this.#handlers.set(grantType, this.guarded(grant));
  }

  /**
   * The grant's method behind the guards that stand on it. Interceptors are left out, as a host's global ones expect to see
   * answers; filters too, as errors belong to the token endpoint.
   */
  private guarded(grant: TokenGrant): GrantHandler {
    const callback = Reflect.get(grant, 'authenticate') as (...args: unknown[]) => unknown;
    const options = { guards: true, interceptors: false, filters: false };
    return this.contexts.create(
      grant,
      callback,
      'authenticate',
      undefined,
      undefined,
      undefined,
      undefined,
      options,
    ) as GrantHandler;
  }
}
