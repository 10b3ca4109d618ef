import { randomUUID } from 'node:crypto';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import type { Refusals } from '../errors/refusals.js';

/**
 * A name for one instance of a strategy. Passport keeps its strategies by name for the whole process: under a plain `jwt`,
 * one of the host's own, or that of a second application, would take the place of ours and decide who may pass.
 */
export function ownStrategyName(kind: string): string {
  return `portcullis-${kind}-${randomUUID()}`;
}

/**
 * Nest's guard over exactly this strategy. Made by hand, and not by the container, which would give it the options of the
 * host's `PassportModule`: they can name another strategy.
 */
export function passportGuard(strategy: { readonly name: string }, refusals: Refusals): CanActivate {
  class OwnGuard extends AuthGuard(strategy.name) {
    override handleRequest<TUser>(
      error: unknown,
      user: TUser | false,
      _info: unknown,
      context: ExecutionContext,
    ): TUser {
      if (error || !user) {
        throw refusals.of(error ?? new Error('The strategy neither failed nor found a user'), context);
      }
      return user;
    }
  }
  return new OwnGuard();
}
