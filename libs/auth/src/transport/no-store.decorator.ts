import { type CanActivate, type ExecutionContext, Injectable, UseGuards } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { HttpTransport } from './http.transport.js';

@Injectable()
class NoStoreGuard implements CanActivate {
  readonly #transport: HttpTransport;

  constructor(http: HttpAdapterHost) {
    this.#transport = new HttpTransport(http);
  }

  canActivate(context: ExecutionContext): boolean {
    this.#transport.forbidStoring(context);
    return true;
  }
}

/**
 * No cache stores the responses of a route: they have `Cache-Control: no-store`, refusals of pipes and handlers too. For public HTTP
 * routes; guarded ones have it already. On the class, it comes before the guards of the methods.
 */
export function NoStore(): MethodDecorator & ClassDecorator {
  return UseGuards(NoStoreGuard);
}
