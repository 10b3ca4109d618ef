import type { CanActivate, Type } from '@nestjs/common';
import { MetadataScanner } from '@nestjs/core';
import type { Handler } from './entry-point.js';
import { metadataOf, NestMetadata } from './nest-metadata.js';

const scanner = new MetadataScanner();

/** A method of a class that Nest manages. */
export interface ClassMethod {
  readonly target: Type;
  readonly method: string;
  readonly handler: Handler;
}

/** All methods of a class, inherited ones too. */
export function methodsOf(target: Type): ClassMethod[] {
  const prototype = target.prototype as Record<string, Handler>;
  return scanner.getAllMethodNames(prototype).map((method) => ({ target, method, handler: prototype[method]! }));
}

/** The guards that stand on a method and its class, in the order in which Nest runs them. */
export function guardsOn({ target, handler }: ClassMethod): Type<CanActivate>[] {
  return [target, handler].flatMap((level) =>
    (metadataOf<readonly (CanActivate | Type<CanActivate>)[]>(NestMetadata.guards, level) ?? []).map(classOf),
  );
}

/** `@UseGuards()` takes classes and instances alike. */
export function classOf(guard: CanActivate | Type<CanActivate>): Type<CanActivate> {
  return typeof guard === 'function' ? guard : (guard.constructor as Type<CanActivate>);
}
