import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { Authorize, RolesPolicy, ScopesPolicy } from '../policy.decorators.js';
import { OptionalAuth, RequiresUser } from '../access.decorators.js';
import { RoutePolicies } from '../route-policy.js';
import { type EntryPoint, placeOf } from './entry-point.js';
import { isOwn } from './guarding.js';
import { type ClassMethod, classesOf, guardsAt, methodsOf } from './handlers.js';
import { NestMetadata } from '../../transport/nest-metadata.js';

const REQUIREMENTS = [RolesPolicy, ScopesPolicy, Authorize, RequiresUser, OptionalAuth];

/** The metadata that Nest and its packages set on the methods that handle calls. */
const HANDLER_KEYS = [
  NestMetadata.path,
  NestMetadata.message,
  NestMetadata.pattern,
  NestMetadata.resolverType,
  NestMetadata.fieldResolver,
  NestMetadata.fieldMiddleware,
  NestMetadata.reference,
];

/**
 * Finds decorators that require a user, a role, a scope or a policy on a method that Nest does not call as a handler: a method of a
 * service, or a handler of another library. No guard would check them.
 */
@Injectable()
export class StrayDecorators {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly policies: RoutePolicies,
  ) {}

  complaints(entryPoints: readonly EntryPoint[]): string[] {
    const known = new Set(entryPoints.map(({ handler }) => handler));
    return classesOf([...this.discovery.getProviders(), ...this.discovery.getControllers()])
      .flatMap(methodsOf)
      .filter((method) => !known.has(method.handler) && this.isStray(method))
      .map(
        (method) =>
          `  ${placeOf(method)} requires something of its caller, but is not a route, operation or message that Portcullis knows: ` +
          'no guard would check it. Move the decorator to the handler that calls the method. On a handler of another library ' +
          'write @Public(), and check the caller in a guard of your own.',
      );
  }

  private isStray(method: ClassMethod): boolean {
    const { target, handler } = method;
    const requires = REQUIREMENTS.some(({ KEY }) => Reflect.hasMetadata(KEY, handler)) || guardsAt(handler).some(isOwn);
    const isHandler = HANDLER_KEYS.some((key) => Reflect.hasMetadata(key, handler));
    return requires && !isHandler && this.policies.for(target, handler).access !== 'public';
  }
}
