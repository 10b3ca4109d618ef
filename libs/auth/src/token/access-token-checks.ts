import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { singletonsOf } from '../singletons.js';
import { AccessTokenCheck } from './access-token.check.js';
import type { AccessTokenClaims } from './access-token.claims.js';

/** Every {@link AccessTokenCheck} of the application, found when it starts. */
@Injectable()
export class AccessTokenChecks implements OnModuleInit {
  #checks: readonly AccessTokenCheck[] = [];

  constructor(private readonly discovery: DiscoveryService) {}

  onModuleInit(): void {
    this.#checks = singletonsOf(AccessTokenCheck, this.discovery);
  }

  /** Calls all checks at once. Returns `null` if there are none, so that nothing has to be awaited. */
  check(claims: AccessTokenClaims): Promise<unknown> | null {
    const checks = this.#checks;
    if (checks.length <= 1) {
      return checks[0]?.check(claims) ?? null;
    }
    return Promise.all(checks.map((check) => check.check(claims)));
  }
}
