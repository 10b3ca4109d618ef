import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { AccessTokenCheck } from './access-token.check.js';
import type { AccessTokenClaims } from './access-token.claims.js';
import { AccessTokenCustomizer, type TokenCustomization, type TokenIssuance } from './access-token.customizer.js';

/** What other modules have plugged into the hinges of access tokens, found when the application starts. */
@Injectable()
export class AccessTokenExtensions implements OnModuleInit {
  #customizers: readonly AccessTokenCustomizer[] = [];
  #checks: readonly AccessTokenCheck[] = [];

  constructor(private readonly discovery: DiscoveryService) {}

  onModuleInit(): void {
    const instances = new Set(this.discovery.getProviders().map(({ instance }) => instance as unknown));
    this.#customizers = [...instances].filter((instance) => instance instanceof AccessTokenCustomizer);
    this.#checks = [...instances].filter((instance) => instance instanceof AccessTokenCheck);
  }

  async customize(issuance: TokenIssuance): Promise<Required<TokenCustomization>> {
    const added: TokenCustomization[] = [];
    for (const customizer of this.#customizers) {
      added.push(await customizer.customize(issuance));
    }
    return {
      claims: Object.assign({}, ...added.map(({ claims }) => claims)) as Record<string, unknown>,
      response: Object.assign({}, ...added.map(({ response }) => response)) as Record<string, unknown>,
    };
  }

  /** Everything that is asked of a verified token beside its user; `null` where nothing is. */
  check(claims: AccessTokenClaims): Promise<unknown> | null {
    const checks = this.#checks;
    if (checks.length <= 1) {
      return checks[0]?.check(claims) ?? null;
    }
    return Promise.all(checks.map((check) => check.check(claims)));
  }
}
