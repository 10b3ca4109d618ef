import type { CanActivate, Type } from '@nestjs/common';
import { type DiscoveryService, MetadataScanner } from '@nestjs/core';
import { metadataOf, NestMetadata } from '../../transport/nest-metadata.js';
import type { Handler } from '../route-policy.js';

const scanner = new MetadataScanner();

/** A method of a class that Nest manages. */
export interface ClassMethod {
  readonly target: Type;
  readonly method: string;
  readonly handler: Handler;
}

/** The classes of providers. Read from the instances, as a factory or a value may provide an instance of any class. */
export function classesOf(providers: ReturnType<DiscoveryService['getProviders']>): Type[] {
  const classes = providers.map(({ metatype, instance, isNotMetatype }) =>
    isNotMetatype ? (Object(instance) as object).constructor : metatype,
  );
  return [...new Set(classes)].filter(isClass);
}

function isClass(candidate: unknown): candidate is Type {
  return typeof candidate === 'function' && typeof candidate.prototype === 'object' && candidate.prototype !== null;
}

/** All methods of a class, with the inherited ones. */
export function methodsOf(target: Type): ClassMethod[] {
  const prototype = target.prototype as Record<string, Handler>;
  return scanner.getAllMethodNames(prototype).map((method) => ({ target, method, handler: prototype[method]! }));
}

/** The guards on a method and its class, in the order in which Nest runs them. */
export function guardsOn({ target, handler }: Pick<ClassMethod, 'target' | 'handler'>): Type<CanActivate>[] {
  return [...guardsAt(target), ...guardsAt(handler)];
}

export function guardsAt(level: object): Type<CanActivate>[] {
  return (metadataOf<readonly (CanActivate | Type<CanActivate>)[]>(NestMetadata.guards, level) ?? []).map(classOf);
}

/** `@UseGuards()` takes classes and instances. */
export function classOf(guard: CanActivate | Type<CanActivate>): Type<CanActivate> {
  return typeof guard === 'function' ? guard : (guard.constructor as Type<CanActivate>);
}
