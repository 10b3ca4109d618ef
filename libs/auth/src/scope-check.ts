import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { CredentialScheme } from './authentication/scheme/credential.scheme.js';
import { SignInCheck } from './authentication/sign-in/sign-in.check.js';
import { demandFoundSingletons, demandSingletons, demandSingletonsOf } from './singletons.js';
import { AccessTokenCheck } from './token/access-token.check.js';
import { AccessTokenCustomizer } from './token/access-token.customizer.js';
import { GrantType } from './token-endpoint/grants/grant.decorator.js';

/**
 * Stops the application at start if a provider that it adds to the module is not a singleton. Depends on no provider of the application,
 * as Nest calls no hook of a provider with a scoped dependency.
 */
@Injectable()
export class ScopeCheck implements OnModuleInit {
  constructor(private readonly discovery: DiscoveryService) {}

  onModuleInit(): void {
    const providers = this.discovery.getProviders();
    const own = providers.find(({ instance }) => instance === this)?.host;
    demandSingletons([...(own?.providers.values() ?? [])]);
    demandSingletonsOf(AccessTokenCheck, providers);
    demandSingletonsOf(AccessTokenCustomizer, providers);
    demandSingletonsOf(CredentialScheme, providers);
    demandSingletonsOf(SignInCheck, providers);
    demandFoundSingletons(providers.filter(({ metatype }) => metatype && Reflect.hasMetadata(GrantType.KEY, metatype)));
  }
}
